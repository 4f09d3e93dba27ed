//! Whether an RCS agent that a send names itself may carry the message, question by question.

use super::{Asked, out_of_reach};
use crate::{
    domain::{
        check::{Mark, Question, Rule},
        message::channel::Channel,
        rcs_agent,
    },
    model::{
        error::{ConflictReason, ServiceError},
        rcs_agent::RcsAgentStatus,
        resource_type::ResourceType,
    },
};

/// An RCS agent that is addressed directly.
#[derive(Clone, Debug)]
pub struct RcsAgent {
    /// Its RcsAgentId.
    pub id: String,
    /// What its registrations make of it.
    pub status: RcsAgentStatus,
    /// Whether it is launched in the destination's country.
    pub is_launched: bool,
    /// Whether the destination is a VERIFIED tester of it.
    pub is_tester: bool,
}

/// A message that is to be sent from an RCS agent.
pub struct FromRcsAgent<'r> {
    /// The agent.
    pub agent: &'r RcsAgent,
    /// What is asked of it.
    pub asked: &'r Asked<'r>,
}

impl RcsAgent {
    /// Whether it may carry the message.
    ///
    /// # Errors
    ///
    /// ConflictException RESOURCE_NOT_ACTIVE, NUMBER_CAPABILITIES_MISMATCH or DESTINATION_PHONE_NUMBER_NOT_VERIFIED (Assumed, decision
    /// RD40); ValidationException INVALID_IDENTITY_FOR_DESTINATION_COUNTRY (Assumed, decision RD60).
    pub fn may_send(&self, asked: &Asked) -> Result<(), ServiceError> {
        FromRcsAgent { agent: self, asked }.verdict()
    }
}

impl FromRcsAgent<'_> {
    fn conflict(&self, reason: ConflictReason) -> ServiceError {
        ServiceError::conflict(reason, ResourceType::RcsAgent, self.agent.id.as_str())
    }

    fn is_in_test(&self) -> bool {
        self.agent.status == RcsAgentStatus::Testing
    }

    fn to(&self) -> &str {
        &self.asked.destination.iso_country_code
    }
}

impl Rule for FromRcsAgent<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            // Assumed (decision RD40).
            Question::<Self> {
                name: "rcs_agent_is_usable",
                mark: Mark::Assumed,
                holds: |r| Some(rcs_agent::is_usable(r.agent.status)),
                refusal: |r| r.conflict(ConflictReason::ResourceNotActive),
                compared: |r| (r.agent.status.to_string(), "TESTING, PARTIAL or ACTIVE".to_owned()),
                remedy: |r| format!("Have a test or launch registration of RCS agent {} completed.", r.agent.id),
            },
            // Documented: texts and RCS messages go from agents; Assumed (row 15): the Reason.
            Question::<Self> {
                name: "carries_the_channel",
                mark: Mark::Documented,
                holds: |r| Some(matches!(r.asked.channel, Channel::Text | Channel::Rcs)),
                refusal: |r| r.conflict(ConflictReason::NumberCapabilitiesMismatch),
                compared: |r| ("TEXT, RCS".to_owned(), r.asked.channel.as_ref().to_owned()),
                remedy: |r| format!("Send from a phone number: RCS agents carry no {}.", r.asked.channel.as_ref()),
            },
            // Documented: only testers are reached; Assumed (decision RD40): the Reason.
            Question::<Self> {
                name: "destination_tests_the_rcs_agent",
                mark: Mark::Documented,
                holds: |r| r.is_in_test().then_some(r.agent.is_tester),
                refusal: |r| r.conflict(ConflictReason::DestinationPhoneNumberNotVerified),
                compared: |r| {
                    let is = if r.agent.is_tester { "a verified tester" } else { "no verified tester" };
                    (is.to_owned(), "a verified tester".to_owned())
                },
                remedy: |r| {
                    format!(
                        "Make {} a tester with CreateVerifiedDestinationNumber and RcsAgentId {}, or launch the agent in {}.",
                        r.asked.destination.phone_number,
                        r.agent.id,
                        r.to()
                    )
                },
            },
            // Documented: a country without a launch isn't reached; Assumed (decision RD60): the Reason.
            Question::<Self> {
                name: "rcs_agent_is_launched_there",
                mark: Mark::Documented,
                holds: |r| (!r.is_in_test()).then_some(r.agent.is_launched || r.agent.is_tester),
                refusal: |r| out_of_reach(r.asked.destination),
                compared: |r| {
                    (if r.agent.is_launched { "launched" } else { "not launched" }.to_owned(), format!("launched in {}", r.to()))
                },
                remedy: |r| format!("Launch RCS agent {} in {} with a registration.", r.agent.id, r.to()),
            },
        ]
        .into_iter()
    }
}
