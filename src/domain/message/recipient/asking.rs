//! Whether the phone may be written to, question by question.

use super::{Country, Facts, SANDBOX_CALLS, closed};
use crate::{
    domain::{
        account::AccountTier,
        check::{Mark, Question, Rule},
        message::channel::Channel,
    },
    model::{
        error::{ConflictReason, ServiceError},
        resource_type::ResourceType,
    },
};

impl Rule for Country<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            // Assumed (M4): the Reason's name says so.
            Question::<Self> {
                name: "destination_country_is_open",
                mark: Mark::Assumed,
                holds: |r| Some(!r.blocked_countries.contains(&r.destination.iso_country_code)),
                refusal: |r| closed(r.destination),
                compared: |r| {
                    let closed = r.blocked_countries.join(", ");
                    (r.destination.iso_country_code.clone(), format!("none of {closed}"))
                },
                remedy: |r| format!("Take {} out of sending.blocked_countries.", r.destination.iso_country_code),
            },
        ]
        .into_iter()
    }
}

impl Facts<'_> {
    fn is_call(&self) -> bool {
        self.channel == Channel::Voice
    }

    fn sandbox(&self) -> Option<&Self> {
        (self.tier == AccountTier::Sandbox).then_some(self)
    }

    // Documented: the simulator's numbers are for text and media; a call to one needs verification like any.
    fn needs_no_verification(&self) -> bool {
        self.is_verified || (self.destination.is_simulated() && !self.is_call())
    }
}

impl Rule for Facts<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            // Documented: the countries; Assumed: the Reason.
            Question::<Self> {
                name: "sandbox_calls_the_country",
                mark: Mark::Documented,
                holds: |r| {
                    let called = r.sandbox().filter(|r| r.is_call())?.destination.iso_country_code.as_str();
                    Some(SANDBOX_CALLS.contains(&called))
                },
                refusal: |r| closed(r.destination),
                compared: |r| (r.destination.iso_country_code.clone(), format!("one of {}", SANDBOX_CALLS.join(", "))),
                remedy: |_| "Leave the sandbox: account.tier = \"PRODUCTION\".".to_owned(),
            },
            // Documented: the Reason; Assumed (MD18): the resource.
            Question::<Self> {
                name: "destination_is_verified",
                mark: Mark::Documented,
                holds: |r| r.sandbox().map(Self::needs_no_verification),
                refusal: |r| {
                    let kind = ResourceType::VerifiedDestinationNumber;
                    r.conflict(ConflictReason::DestinationPhoneNumberNotVerified, kind)
                },
                compared: |r| {
                    (if r.is_verified { "verified" } else { "not verified" }.to_owned(), "verified".to_owned())
                },
                remedy: |r| {
                    format!(
                        "Verify {} (CreateVerifiedDestinationNumber), send to a number of the simulator, or leave the \
                         sandbox: account.tier = \"PRODUCTION\".",
                        r.destination.phone_number
                    )
                },
            },
            // Documented: the Reason; Assumed (MD19): the resource.
            Question::<Self> {
                name: "destination_is_not_opted_out",
                mark: Mark::Documented,
                holds: |r| Some(!r.is_opted_out),
                refusal: |r| r.conflict(ConflictReason::DestinationPhoneNumberOptedOut, ResourceType::OptedOutNumber),
                compared: |r| {
                    let place = if r.is_opted_out { "on the opt-out list" } else { "not on the opt-out list" };
                    (place.to_owned(), "not on the opt-out list".to_owned())
                },
                remedy: |r| {
                    format!(
                        "Take {} off the list with DeleteOptedOutNumber, or have START texted from it.",
                        r.destination.phone_number
                    )
                },
            },
            // Documented.
            Question::<Self> {
                name: "protect_configuration_lets_it_through",
                mark: Mark::Documented,
                holds: |r| r.protection.map(|protection| protection.lets_through(r.channel).is_ok()),
                refusal: |r| {
                    let refused = r.protection.and_then(|protection| protection.lets_through(r.channel).err());
                    refused.unwrap_or_else(|| ServiceError::internal("nothing protects the account"))
                },
                compared: |r| {
                    let status = r.protection.map(|protection| protection.status(r.channel).to_string());
                    (status.unwrap_or_default(), "other than BLOCK".to_owned())
                },
                remedy: |r| {
                    format!(
                        "Change what protect configuration {} says about {} or {}, or name another one.",
                        r.protection.map(|protection| protection.protect_configuration_id.as_str()).unwrap_or_default(),
                        r.destination.phone_number,
                        r.destination.iso_country_code
                    )
                },
            },
            // Assumed (MD21).
            Question::<Self> {
                name: "destination_country_parameters_are_there",
                mark: Mark::Assumed,
                holds: |r| r.needs_country_parameters().then(|| r.country_parameters().is_ok()),
                refusal: |r| {
                    let refused = r.country_parameters().err();
                    refused.unwrap_or_else(|| ServiceError::internal("no parameter is missing"))
                },
                compared: |r| {
                    let keys: Vec<&str> = r.destination_country_parameters.keys().map(AsRef::as_ref).collect();
                    let keys = if keys.is_empty() { "none".to_owned() } else { keys.join(", ") };
                    (keys, "IN_TEMPLATE_ID, IN_ENTITY_ID".to_owned())
                },
                remedy: |_| "Send DestinationCountryParameters with IN_TEMPLATE_ID and IN_ENTITY_ID.".to_owned(),
            },
        ]
        .into_iter()
    }
}
