//! What is asked of a message before it is known what it says. Assumed: the order.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::{NotifyConfiguration, template::Template};
use crate::{
    domain::{
        check::{Mark, Question, Rule},
        message::{
            channel::Channel,
            destination::{self, Destination},
        },
    },
    model::{
        error::{ConflictReason, Field, ServiceError, ValidationReason},
        message::VoiceId,
        notify_configuration::NotifyConfigurationStatus as Status,
        notify_template,
        resource_type::ResourceType,
    },
};

/// A message by a notify configuration.
pub struct Sending<'r> {
    /// The configuration.
    pub notify_configuration: &'r NotifyConfiguration,
    /// As what it is sent: a text or a call.
    pub channel: Channel,
    /// Where it goes, if there is such a number.
    pub destination: &'r Result<Destination, ServiceError>,
    /// The template that the request names, else the configuration's.
    pub template_id: Option<&'r str>,
    /// The template of this id.
    pub template: Option<&'r Template>,
    /// VoiceId.
    pub voice_id: Option<VoiceId>,
    /// TemplateVariables.
    pub variables: &'r BTreeMap<String, String>,
    /// The present of the configuration's account.
    pub now: OffsetDateTime,
}

/// What a message says, once [`Sending`] holds.
#[must_use]
pub fn body(
    configuration: &NotifyConfiguration,
    template: &Template,
    channel: Channel,
    variables: &BTreeMap<String, String>,
) -> String {
    template.resolve(&configuration.display_name, variables, channel == Channel::Voice)
}

impl Sending<'_> {
    fn country(&self) -> Option<&str> {
        self.destination.as_ref().ok().map(|destination| destination.iso_country_code.as_str())
    }

    fn status(&self) -> Status {
        self.notify_configuration.status(self.now)
    }

    fn id(&self) -> String {
        self.notify_configuration.id().as_str().to_owned()
    }

    fn faults(&self) -> Vec<String> {
        self.template.map(|template| template.faults(self.variables)).unwrap_or_default()
    }

    fn template_fits(&self) -> Option<bool> {
        let of = &self.template?.information;
        let country = self.country()?;
        Some(
            of.channels.contains(&self.channel.capability())
                && of.tier_access.contains(&self.notify_configuration.tier)
                && of.supported_countries.contains(&country),
        )
    }
}

fn invalid(member: &'static str, message: impl Into<String>) -> ServiceError {
    ServiceError::validation(ValidationReason::InvalidParameter, vec![Field::new(member, message)])
}

impl Rule for Sending<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        of_configuration().into_iter().chain(of_template())
    }
}

fn of_configuration<'r>() -> [Question<Sending<'r>>; 4] {
    [
        Question {
            name: "notify_configuration_is_active",
            mark: Mark::Documented,
            holds: |r| Some(r.status() == Status::Active),
            refusal: |r| {
                let reason = ConflictReason::NotifyConfigurationNotActive;
                ServiceError::conflict(reason, ResourceType::NotifyConfiguration, r.id())
            },
            compared: |r| (r.status().to_string(), Status::Active.to_string()),
            remedy: |r| {
                format!(
                    "Wait until {} is ACTIVE; if it is REJECTED or REQUIRES_VERIFICATION, make one of another DisplayName, or \
                     POST /_callsign/v1/notify-configurations/{}/status.",
                    r.id(),
                    r.id()
                )
            },
        },
        // Documented: the Reason; Assumed: the Field.
        Question {
            name: "channel_is_enabled",
            mark: Mark::Documented,
            holds: |r| Some(r.notify_configuration.enabled_channels.contains(&r.channel.capability())),
            refusal: |r| {
                let message = format!("The configuration doesn't send by {}", r.channel.capability());
                let field = Field::new("notifyConfigurationId", message);
                ServiceError::validation(ValidationReason::ChannelNotEnabled, vec![field])
            },
            compared: |r| {
                let enabled: Vec<&str> = r.notify_configuration.enabled_channels.iter().map(AsRef::as_ref).collect();
                (enabled.join(", "), r.channel.capability().to_string())
            },
            remedy: |r| format!("Add {} to EnabledChannels with UpdateNotifyConfiguration.", r.channel.capability()),
        },
        // Assumed (MD3): the Reason.
        Question {
            name: "destination_is_of_a_country",
            mark: Mark::Assumed,
            holds: |r| Some(r.destination.is_ok()),
            refusal: |r| match r.destination {
                Err(error) => error.clone(),
                Ok(_) => ServiceError::internal("a destination that is good is refused"),
            },
            compared: |r| (r.country().unwrap_or("none").to_owned(), "a country".to_owned()),
            remedy: |_| "Name a phone number in E.164 form.".to_owned(),
        },
        // Documented: the Reason; Assumed: the Field.
        Question {
            name: "country_is_enabled",
            mark: Mark::Documented,
            holds: |r| Some(r.notify_configuration.sends_to(r.country()?)),
            refusal: |r| {
                let message = format!("The configuration doesn't send to {}", r.country().unwrap_or_default());
                let field = Field::new(destination::MEMBER, message);
                ServiceError::validation(ValidationReason::CountryNotEnabled, vec![field])
            },
            compared: |r| {
                let of_tier = format!("the countries of the tier {}", r.notify_configuration.tier);
                let enabled = r.notify_configuration.enabled_countries.as_ref();
                (r.country().unwrap_or_default().to_owned(), enabled.map_or(of_tier, |own| own.join(", ")))
            },
            remedy: |_| {
                "Add it to EnabledCountries with UpdateNotifyConfiguration; the tier BASIC sends to the countries that \
                 ListNotifyCountries lists for it."
                    .to_owned()
            },
        },
    ]
}

fn of_template<'r>() -> [Question<Sending<'r>>; 5] {
    [
        Question {
            name: "a_template_is_named",
            mark: Mark::Assumed,
            holds: |r| Some(r.template_id.is_some()),
            refusal: |_| {
                let field = Field::new("templateId", "Neither the request nor the configuration names a template");
                ServiceError::validation(ValidationReason::MissingParameter, vec![field])
            },
            compared: |r| (r.template_id.unwrap_or("none").to_owned(), "a template".to_owned()),
            remedy: |_| "Name TemplateId, or set DefaultTemplateId with UpdateNotifyConfiguration.".to_owned(),
        },
        Question {
            name: "template_exists",
            mark: Mark::Documented,
            holds: |r| r.template_id.map(|_| r.template.is_some()),
            refusal: |r| notify_template::not_found(r.template_id.unwrap_or_default()),
            compared: |r| (r.template_id.unwrap_or_default().to_owned(), "a template that is there".to_owned()),
            remedy: |_| "DescribeNotifyTemplates lists those that are there.".to_owned(),
        },
        Question {
            name: "template_fits_channel_country_and_tier",
            mark: Mark::Assumed,
            holds: Sending::template_fits,
            refusal: |_| invalid("templateId", "The template isn't for this channel, country and tier"),
            compared: |r| {
                let of = r.template.map(|template| &template.information);
                let channels: Vec<&str> = of.iter().flat_map(|of| &of.channels).map(AsRef::as_ref).collect();
                let wanted = format!(
                    "{} to {} in {}",
                    r.channel.capability(),
                    r.country().unwrap_or_default(),
                    r.notify_configuration.tier
                );
                (channels.join(", "), wanted)
            },
            remedy: |_| "DescribeNotifyTemplates has filters for all three.".to_owned(),
        },
        Question {
            name: "template_has_the_voice",
            mark: Mark::Assumed,
            holds: |r| {
                let (of, voice) = (r.template?, r.voice_id?);
                Some(of.information.supported_voice_ids.contains(&voice))
            },
            refusal: |_| invalid("voiceId", "The template isn't spoken by this voice"),
            compared: |r| {
                let voices = r.template.iter().flat_map(|of| &of.information.supported_voice_ids);
                let voices: Vec<&str> = voices.map(AsRef::as_ref).collect();
                (r.voice_id.map(|voice| voice.to_string()).unwrap_or_default(), voices.join(", "))
            },
            remedy: |_| "Name a voice of the template's SupportedVoiceIds, or none.".to_owned(),
        },
        Question {
            name: "template_variables_are_right",
            mark: Mark::Documented,
            holds: |r| r.template.map(|_| r.faults().is_empty()),
            refusal: |r| invalid("templateVariables", r.faults().join("; ")),
            compared: |r| {
                let given: Vec<&str> = r.variables.keys().map(String::as_str).collect();
                let known = r.template.iter().flat_map(|of| of.information.variables.keys());
                let known: Vec<&str> = known.map(String::as_str).collect();
                (given.join(", "), known.join(", "))
            },
            remedy: |r| format!("{}.", r.faults().join("; ")),
        },
    ]
}
