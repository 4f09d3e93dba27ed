//! Why a call was refused, in a sentence for people who don't know AWS's words: what is so, and what would help.

/// The sentence about a call that wasn't carried out: its outcome, its Reason, and type and id of the resource that it is about.
pub fn of(outcome: &str, reason: Option<&str>, resource: (Option<&str>, Option<&str>)) -> String {
    if let Some(sentence) = reason.and_then(of_reason) {
        return sentence.to_owned();
    }
    match (outcome, resource) {
        ("ResourceNotFoundException", (Some(kind), Some(id))) => format!(
            "There is no {} {id} in this account and region: look for a typo, or for another region.",
            kind.replace('-', " ")
        ),
        (outcome, _) => of_outcome(outcome).to_owned(),
    }
}

fn of_outcome(outcome: &str) -> &'static str {
    match outcome {
        "ResourceNotFoundException" => {
            "What the call needs isn’t there: nothing of that kind can be had, or it is of another region."
        }
        "ThrottlingException" => "Too many calls came at once, or a fault says so: clients wait and call again.",
        "ConflictException" => "Another call was changing the same thing at that moment: clients wait and call again.",
        "AccessDeniedException" => {
            "No policy lets this caller do it, or one forbids it: the message names the action and the resource."
        }
        "InternalServerException" => {
            "callsign or its database failed, or a fault says so; the log of callsign has the cause."
        }
        "SerializationException" => {
            "The body isn’t what the operation takes: a member has another type, or it isn’t JSON."
        }
        "UnknownOperationException" => "There is no operation of this name here: docs/operations.md lists them.",
        "client left" => "Who called didn’t wait for the answer; what was done by then stays done.",
        "lost response" => {
            "A fault lost the answer on purpose: it was done, and a retry with the same ClientToken gets the answer."
        }
        _ => "AWS refuses such a call; the message below is all it says.",
    }
}

/// What each Reason of AWS's says.
const REASONS: [(&str, &str); 88] = [
    (
        "RCS_AGENT_ALREADY_ASSOCIATED_TO_REGISTRATION_TYPE",
        "The RCS agent has a registration of that type already: use that one, or delete it.",
    ),
    ("RCS_AGENT_ASSOCIATED_TO_POOL", "The RCS agent is in a pool: take it out of that one first."),
    (
        "CREATE_REGISTRATION_VERSION_NOT_ALLOWED",
        "Its current version isn’t done yet: it must be denied, approved, discarded or revoked before the next one.",
    ),
    (
        "DISCARD_REGISTRATION_VERSION_NOT_ALLOWED",
        "Only drafts, and versions that nobody reviews yet, can be discarded.",
    ),
    (
        "EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED",
        "The current version of the registration is no draft: make a new version to change its fields.",
    ),
    ("PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION", "The number has a registration already, and keeps it."),
    ("PHONE_NUMBER_NOT_IN_REGISTRATION_REGION", "The registration is for numbers of another country."),
    ("REGISTRATION_ALREADY_SUBMITTED", "The current version of the registration was submitted already."),
    ("REGISTRATION_NOT_COMPLETE", "The registration must be COMPLETE first: wait for its review."),
    (
        "RESOURCE_NOT_EMPTY",
        "Something hangs on it: release its numbers, delete the campaigns of the brand, or the registrations of the agent first.",
    ),
    (
        "SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED",
        "Something is missing that must be associated first, or its current version is over: make a new one.",
    ),
    ("ATTACHMENT_TYPE_NOT_SUPPORTED", "The file is neither PDF, JPEG nor PNG."),
    ("INVALID_REGISTRATION_ASSOCIATION", "Such a thing doesn’t go with this type of registration."),
    ("REGISTRATION_FIELD_CANNOT_BE_DELETED", "The field is required: put another value instead."),
    ("UNKNOWN_REGISTRATION_FIELD", "The type of the registration has no such field."),
    ("UNKNOWN_REGISTRATION_SECTION", "The type of the registration has no such section."),
    ("UNKNOWN_REGISTRATION_TYPE", "There is no such type: DescribeRegistrationTypeDefinitions lists them."),
    ("UNKNOWN_REGISTRATION_VERSION", "The registration has no version of this number."),
    ("ASSOCIATIONS_PER_REGISTRATION", "The brand has as many campaigns as it may have."),
    ("PHONE_NUMBERS_PER_REGISTRATION", "The registration has as many numbers as it may have."),
    ("REGISTRATION_ATTACHMENTS_CREATED_PER_DAY", "As many attachments were made today as may be."),
    ("REGISTRATION_ATTACHMENTS_PER_ACCOUNT", "The account has as many attachments as it may have: delete one."),
    ("REGISTRATION_VERSIONS_CREATED_PER_DAY", "The registration got as many versions today as it may get."),
    ("REGISTRATIONS_PER_ACCOUNT", "The account has as many registrations as it may have: delete one."),
    ("DELETION_PROTECTION_ENABLED", "It is protected against deletion: switch that off first."),
    (
        "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION",
        "A protect configuration blocks messages to that country.",
    ),
    (
        "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE",
        "A rule for this very number blocks messages to it.",
    ),
    (
        "DESTINATION_PHONE_NUMBER_NOT_VERIFIED",
        "The account is in the sandbox, and the phone isn’t one of its verified numbers.",
    ),
    (
        "DESTINATION_PHONE_NUMBER_OPTED_OUT",
        "The phone opted out: it is on the opt-out list that counts for this send. START from the phone takes it off.",
    ),
    (
        "EVENT_DESTINATION_MISMATCH",
        "An event destination keeps its kind: delete it and make another of the kind you want.",
    ),
    (
        "KEYWORD_MISMATCH",
        "Their keywords differ: an identity joins a pool only if both answer the same keywords with the same texts.",
    ),
    ("LAST_PHONE_NUMBER", "It is the last phone number of the pool: delete the pool, or add another number first."),
    (
        "MESSAGE_TYPE_MISMATCH",
        "One is TRANSACTIONAL, the other PROMOTIONAL: use an identity of the pool’s message type.",
    ),
    (
        "NO_ORIGINATION_IDENTITIES_FOUND",
        "Nothing can send this: no identity is active, fits the destination’s country and carries such messages.",
    ),
    (
        "NUMBER_CAPABILITIES_MISMATCH",
        "The number can’t do that: its capabilities (SMS, VOICE, MMS) don’t include what is asked.",
    ),
    ("OPT_OUT_LIST_MISMATCH", "Their opt-out lists differ: set the identity’s list to the pool’s, then add it."),
    ("PHONE_NUMBER_ASSOCIATED_TO_POOL", "The number is in a pool: take it out of that one first."),
    ("PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL", "The number isn’t in this pool, so it can’t leave it."),
    (
        "PROTECT_CONFIGURATION_ASSOCIATED_WITH_CONFIGURATION_SET",
        "Configuration sets are protected by it: take it off them first.",
    ),
    (
        "PROTECT_CONFIGURATION_IS_ACCOUNT_DEFAULT",
        "It protects the account where nothing else does: delete the account’s default first.",
    ),
    (
        "PROTECT_CONFIGURATION_NOT_ASSOCIATED_WITH_CONFIGURATION_SET",
        "It doesn’t protect this configuration set, so it can’t be taken off it.",
    ),
    ("RESOURCE_ALREADY_ASSOCIATED", "They belong together already: there is nothing left to do."),
    ("RESOURCE_ALREADY_EXISTS", "There is one of this name already."),
    ("RESOURCE_DELETION_NOT_ALLOWED", "It can’t be deleted as long as something uses it, or because it is AWS's own."),
    (
        "RESOURCE_MODIFICATION_NOT_ALLOWED",
        "It can’t be changed as long as it is in a pool, whose settings count, or in its state.",
    ),
    ("RESOURCE_NOT_ACTIVE", "It isn’t ACTIVE yet, or no longer: wait until its status says so."),
    ("SELF_MANAGED_OPT_OUTS_MISMATCH", "One manages opt-outs itself, the other doesn’t: make both the same."),
    ("SENDER_ID_ASSOCIATED_TO_POOL", "The sender ID is in a pool: take it out of that one first."),
    ("TWO_WAY_CONFIG_MISMATCH", "Their two-way settings differ: two-way, its channel and its role must be the same."),
    ("COUNTRY_CODE_MISMATCH", "The country isn’t the identity’s own."),
    ("DESTINATION_COUNTRY_BLOCKED", "No messages go to that country."),
    ("FIELD_VALIDATION_FAILED", "Members of the request have values that they can’t have; each is named below."),
    ("INTERNATIONAL_SENDING_NOT_SUPPORTED", "The number sends within its own country only."),
    ("INVALID_ARN", "An ARN is none, or is of a kind that isn’t taken there."),
    ("INVALID_FILTER_VALUES", "A filter has a value that it can’t have."),
    ("INVALID_IDENTITY_FOR_DESTINATION_COUNTRY", "The identity can’t be used in the phone’s country."),
    ("INVALID_NEXT_TOKEN", "The NextToken isn’t one of this list: begin again without it."),
    ("INVALID_PARAMETER", "A member of the request can’t be so here; each is named below."),
    ("MAXIMUM_SIZE_EXCEEDED", "Something is longer or larger than it may be; each is named below."),
    ("MISSING_PARAMETER", "Members that the operation needs are missing; each is named below."),
    ("PARAMETERS_CANNOT_BE_USED_TOGETHER", "Members exclude each other: leave one of them out."),
    (
        "PHONE_NUMBER_CANNOT_BE_OPTED_IN",
        "The phone itself opted out, and the account takes it off the list once in 30 days only.",
    ),
    ("PRICE_OVER_THRESHOLD", "The message would cost more than MaxPrice allows."),
    ("REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT", "A monthly limit can’t be above what the account may spend."),
    ("RESOURCE_NOT_ACCESSIBLE", "callsign is told that this ARN can’t be reached (events.inaccessible)."),
    ("SENDER_ID_NOT_REGISTERED", "The country takes registered sender IDs only, and this one isn’t."),
    ("SENDER_ID_NOT_SUPPORTED", "The country takes no sender IDs: use a number."),
    ("SENDER_ID_REQUIRES_REGISTRATION", "The country takes registered sender IDs only: register this one first."),
    ("TWO_WAY_CHANNEL_NOT_PRESENT", "Two-way needs a channel: name the ARN of one."),
    ("TWO_WAY_NOT_ENABLED", "Two-way is off: switch it on first."),
    ("TWO_WAY_NOT_SUPPORTED_IN_COUNTRY", "Numbers of that country receive nothing."),
    ("VERIFICATION_ALREADY_COMPLETE", "The phone is verified already: there is nothing left to do."),
    (
        "VERIFICATION_ATTEMPTS_PER_DAY",
        "The phone got as many codes as it may in a day: wait until the first is a day old.",
    ),
    ("VERIFICATION_CODE_EXPIRED", "The code is too old, or was tried too often: have another one sent."),
    ("VERIFICATION_CODE_MISMATCH", "That isn’t the last code which was sent to the phone."),
    (
        "DAILY_DESTINATION_CALL_LIMIT",
        "The phone was called, or written to by notify configurations, as often as it may be today.",
    ),
    (
        "DAILY_NOTIFY_TIER_MESSAGE_LIMIT",
        "The notify configuration sent as many messages as its tier may today: have it made ADVANCED by a registration.",
    ),
    (
        "MONTHLY_SPEND_LIMIT_REACHED_FOR_NOTIFY",
        "This month’s limit is spent: raise it under Account, or let the month pass.",
    ),
    (
        "NOTIFY_CONFIGURATION_NOT_ACTIVE",
        "The notify configuration isn’t ACTIVE: its name is still looked at, is somebody else’s, or isn’t taken.",
    ),
    (
        "POOL_ASSOCIATED_TO_NOTIFY_CONFIGURATION",
        "A notify configuration sends through the pool: take it from that one first.",
    ),
    ("CHANNEL_NOT_ENABLED", "The notify configuration doesn’t send on this channel."),
    ("COUNTRY_NOT_ENABLED", "The notify configuration doesn’t send to that country, or its tier doesn’t."),
    (
        "MONTHLY_SPEND_LIMIT_REACHED_FOR_MEDIA",
        "This month’s limit is spent: raise it under Account, or let the month pass.",
    ),
    (
        "MONTHLY_SPEND_LIMIT_REACHED_FOR_RCS",
        "This month’s limit is spent: raise it under Account, or let the month pass.",
    ),
    (
        "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT",
        "This month’s limit is spent: raise it under Account, or let the month pass.",
    ),
    (
        "MONTHLY_SPEND_LIMIT_REACHED_FOR_VOICE",
        "This month’s limit is spent: raise it under Account, or let the month pass.",
    ),
    ("ACCOUNT_DISABLED", "AWS has switched the account off."),
    ("INSUFFICIENT_ACCOUNT_REPUTATION", "Too many of the account’s messages were complained about."),
];

/// The Reasons that name a quota.
const QUOTAS: [&str; 14] = [
    "CONFIGURATION_SETS_PER_ACCOUNT",
    "EVENT_DESTINATIONS_PER_CONFIGURATION_SET",
    "KEYWORDS_PER_PHONE_NUMBER",
    "KEYWORDS_PER_POOL",
    "NOTIFY_CONFIGURATIONS_PER_ACCOUNT",
    "OPT_OUT_LISTS_PER_ACCOUNT",
    "ORIGINATION_IDENTITIES_PER_POOL",
    "PHONE_NUMBERS_PER_ACCOUNT",
    "POOLS_PER_ACCOUNT",
    "PROTECT_CONFIGURATIONS_PER_ACCOUNT",
    "RCS_AGENTS_PER_ACCOUNT",
    "SENDER_IDS_PER_ACCOUNT",
    "TAGS_PER_RESOURCE",
    "VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT",
];

/// What a Reason of AWS's says.
pub fn of_reason(reason: &str) -> Option<&'static str> {
    if QUOTAS.contains(&reason) {
        return Some(
            "That quota is full: Account shows how much of each is used, and the settings of callsign raise it.",
        );
    }
    REASONS.iter().find(|(name, _)| *name == reason).map(|(_, sentence)| *sentence)
}

#[cfg(test)]
mod tests {
    use strum::VariantNames;

    use super::of_reason;
    use crate::model::error::{AccessDeniedReason, ConflictReason, QuotaReason, ValidationReason};

    #[test]
    fn each_reason_of_the_model_has_its_sentence() {
        let reasons =
            [ConflictReason::VARIANTS, ValidationReason::VARIANTS, QuotaReason::VARIANTS, AccessDeniedReason::VARIANTS];
        for reason in reasons.into_iter().flatten() {
            assert!(of_reason(reason).is_some_and(|sentence| sentence.ends_with('.')), "{reason}");
        }
        assert_eq!(of_reason("SOMETHING_ELSE"), None);
    }
}
