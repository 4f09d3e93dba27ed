//! What a launch says that its RCS agent answers to HELP and STOP, beside what the agent does answer.
//!
//! Documented: where an agent's HELP or STOP was changed, `complianceKeywords` of its launch must say the same, or the launch is denied.
//! Assumed: letter by letter, for the test registration as for a launch, and as the keywords are when the version is looked at; a
//! keyword that was never changed binds nobody.

use super::{
    catalogue::RegistrationType,
    form::{Fault, Values},
};
use crate::domain::keyword::{Keywords, STOP};

/// The keywords, and the fields that repeat their answers. Observed: the paths.
const ANSWERS: [(&str, &str); 2] =
    [("HELP", "complianceKeywords.helpResponse"), (STOP, "complianceKeywords.stopResponse")];

/// Whether forms of a type repeat answers to keywords.
#[must_use]
pub fn repeats_answers(of: &RegistrationType) -> bool {
    of.fields().any(|field| ANSWERS.iter().any(|(_, path)| field.definition.field_path == *path))
}

/// The fields that don't say what the agents answer, that for HELP first.
#[must_use]
pub fn faults(of: &RegistrationType, values: &Values, agents: &[Keywords]) -> Vec<(String, Fault)> {
    let usual = Keywords::default();
    let repeated = ANSWERS.iter().filter(|(_, path)| of.fields().any(|field| field.definition.field_path == *path));
    let fault_of = |(word, path): &(&str, &str)| {
        let said = values.get(*path).and_then(|value| value.text_value.as_deref());
        let fault = if said.is_none() { Fault::Missing } else { Fault::Invalid };
        let mut changed = agents.iter().filter_map(|agent| agent.get(word)).filter(|own| Some(*own) != usual.get(word));
        changed.any(|own| said != Some(own.message.as_str())).then(|| ((*path).to_owned(), fault))
    };
    repeated.filter_map(fault_of).collect()
}
