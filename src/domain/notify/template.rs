//! The templates of one-time codes.
//!
//! `templates.json` holds them, in the order of answers. Observed: the id of one, and its variables; Assumed (RD48): everything else is
//! composed, and says so at the end of the descriptions of its variables. AWS publishes no list.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use regex::Regex;
use serde::Deserialize;
use time::{OffsetDateTime, macros::datetime};

use super::country;
use crate::{
    domain::country::served,
    model::{
        message::VoiceId,
        notify_configuration::NotifyConfigurationTier as Tier,
        notify_template::{
            NotifyTemplateInformation, NotifyTemplateStatus, NotifyTemplateType, TemplateVariableMetadata,
            TemplateVariableSource as Source, TemplateVariableType as Type,
        },
    },
};

/// What is said of what callsign made up.
const COMPOSED: &str = "(composed by callsign)";

/// When all of them were made. Assumed (RD48).
const CREATED: OffsetDateTime = datetime!(2026-01-01 00:00 UTC);

/// The variable that is spoken digit by digit in calls. Observed.
const CODE: &str = "code";

/// The variable that AWS fills with DisplayName. Documented.
const BRAND_NAME: &str = "brandName";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "for who reads the file")]
    note: String,
    variables: HashMap<String, TemplateVariableMetadata>,
    templates: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    template_id: String,
    source: Origin,
    language_code: String,
    content: String,
    variables: Vec<String>,
    voices: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Origin {
    Observed,
    Composed,
}

/// A template.
pub struct Template {
    /// What is answered about it.
    pub information: NotifyTemplateInformation,
    /// The patterns of its variables' values.
    patterns: HashMap<String, Regex>,
}

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!("templates.json"))
        .expect("templates.json is part of the program, and tests read it");
    file.templates.into_iter().map(|written| template(written, &file.variables)).collect()
});

/// All of them, in the order of answers.
#[must_use]
pub fn all() -> &'static [Template] {
    &TEMPLATES
}

/// The template with this id.
#[must_use]
pub fn find(template_id: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|one| one.information.template_id == template_id)
}

fn template(written: Written, known: &HashMap<String, TemplateVariableMetadata>) -> Template {
    let variable = |name: String| {
        let mut variable = known.get(&name).cloned().expect("templates.json has every variable, and tests read it");
        if written.source == Origin::Composed {
            let description = variable.description.unwrap_or_default();
            variable.description = Some(format!("{description} {COMPOSED}").trim_start().to_owned());
        }
        (name, variable)
    };
    let variables: BTreeMap<String, TemplateVariableMetadata> = written.variables.into_iter().map(variable).collect();
    let patterns = variables.iter().filter_map(|(name, variable)| {
        let pattern = Regex::new(variable.pattern.as_deref()?);
        Some((name.clone(), pattern.expect("templates.json has patterns, and tests read it")))
    });
    let voice = |name: String| -> VoiceId { name.parse().expect("templates.json has voices, and tests read it") };
    let mut supported_countries: Vec<&'static str> = served().collect();
    supported_countries.sort_unstable();
    Template {
        patterns: patterns.collect(),
        information: NotifyTemplateInformation {
            template_id: written.template_id,
            version: 1,
            template_type: NotifyTemplateType::OtpVerification,
            channels: country::CHANNELS.to_vec(),
            tier_access: vec![Tier::Basic, Tier::Advanced],
            status: NotifyTemplateStatus::Active,
            supported_countries,
            language_code: written.language_code,
            content: written.content,
            variables,
            supported_voice_ids: written.voices.into_iter().map(voice).collect(),
            created_timestamp: CREATED,
        },
    }
}

impl Template {
    /// What is wrong with the values that a request has for its variables, in sentences. Documented: those of AWS aren't taken from a
    /// request, and which must be there.
    #[must_use]
    pub fn faults(&self, values: &BTreeMap<String, String>) -> Vec<String> {
        let known = &self.information.variables;
        let lacking = known.iter().filter(|(name, variable)| {
            variable.source == Source::Customer
                && variable.required
                && variable.default_value.is_none()
                && !values.contains_key(*name)
        });
        let lacking = lacking.map(|(name, _)| format!("'{name}' is missing"));
        let wrong = values.iter().filter_map(|(name, value)| match known.get(name) {
            None => Some(format!("The template has no variable '{name}'")),
            Some(variable) if variable.source == Source::System => Some(format!("'{name}' isn't for requests to say")),
            Some(variable) => self.fault(name, variable, value),
        });
        lacking.chain(wrong).collect()
    }

    fn fault(&self, name: &str, variable: &TemplateVariableMetadata, value: &str) -> Option<String> {
        let text = match variable.variable_type {
            Type::Boolean if !["true", "false"].contains(&value) => "must be true or false".to_owned(),
            Type::Integer => {
                let (least, most) = (variable.min_value.unwrap_or(i64::MIN), variable.max_value.unwrap_or(i64::MAX));
                match value.parse::<i64>() {
                    Ok(number) if (least..=most).contains(&number) => return None,
                    _ => format!("must be a whole number from {least} to {most}"),
                }
            }
            _ if variable.max_length.is_some_and(|most| value.chars().count() > most) => {
                format!("has {} characters at most", variable.max_length.unwrap_or_default())
            }
            _ => match self.patterns.get(name) {
                Some(pattern) if !pattern.is_match(value) => format!("must match {}", pattern.as_str()),
                _ => return None,
            },
        };
        Some(format!("'{name}' {text}"))
    }

    /// Its content with its variables filled in, which are right. What stands in a value is never taken for a variable. Observed: a
    /// code is spoken digit by digit.
    #[must_use]
    pub fn resolve(&self, display_name: &str, values: &BTreeMap<String, String>, is_spoken: bool) -> String {
        let mut resolved = String::new();
        let mut rest = self.information.content.as_str();
        while let Some((before, variable)) = rest.split_once("{{") {
            resolved.push_str(before);
            let Some((name, after)) = variable.split_once("}}") else {
                rest = variable;
                resolved.push_str("{{");
                break;
            };
            resolved.push_str(&self.value(name, display_name, values, is_spoken));
            rest = after;
        }
        resolved.push_str(rest);
        resolved
    }

    fn value(&self, name: &str, display_name: &str, values: &BTreeMap<String, String>, is_spoken: bool) -> String {
        if name == BRAND_NAME {
            return display_name.to_owned();
        }
        let usual = || self.information.variables.get(name)?.default_value.clone();
        let value = values.get(name).cloned().or_else(usual).unwrap_or_default();
        if is_spoken && name == CODE {
            let digits: Vec<String> = value.chars().map(String::from).collect();
            return digits.join(". ");
        }
        value
    }
}
