//! What a seed's file calls the identities of a pool.

use super::{Seeding, Why, key_in};
use crate::{
    domain::rcs_agent::ISO_COUNTRY_CODE,
    model::{phone_number::PhoneNumberId, resource::Key, sender_id::SenderIdKey},
    staging::seed::{file::File, steps::Identity},
};

impl Seeding<'_> {
    /// What a pool's file calls an identity: a number or an RCS agent of the same file, or a sender ID as `TEXT/CC`; and its path.
    pub(super) fn identity(&self, name: &str, file: &File) -> Result<(Identity, String), Why> {
        if let Some(number) = file.phone_numbers.iter().find(|number| number.name == name) {
            let key = key_in(name, "phone-").unwrap_or_else(|| self.key("phone-number", name));
            let id = PhoneNumberId::of(key);
            return Ok(((id.as_str().to_owned(), number.iso_country_code.clone()), id.path()));
        }
        if let Some(id) = self.agent_of(name, file) {
            return Ok(((id.as_str().to_owned(), ISO_COUNTRY_CODE.to_owned()), id.path()));
        }
        let sender_id = name.rsplit_once('/').map(|(text, country)| SenderIdKey::new(text, country.to_owned()));
        let sender_id = sender_id.ok_or_else(|| Why::Refused(format!("there is no identity {name} in the file")))?;
        let country = name.rsplit_once('/').map(|(_, country)| country.to_owned()).unwrap_or_default();
        Ok(((sender_id.id().to_owned(), country), sender_id.path()))
    }
}
