//! Where the product differs from the model's shapes by a settled decision.

use super::cases::{BROKEN, Fate, MISSING};

/// A decision about some places.
pub struct Decision {
    pub operations: &'static [&'static str],
    pub place: &'static str,
    /// What is odd about the place.
    pub cases: &'static [&'static str],
    fate: Fate,
    /// The names that Fields have then; none for the place's own.
    pub fields: &'static [&'static str],
    /// Why.
    pub because: &'static str,
}

/// All of them. A test finds those that decide nothing.
pub const DECISIONS: &[Decision] = &[
    Decision {
        operations: &["AssociateOriginationIdentity", "CreatePool", "DisassociateOriginationIdentity"],
        place: "IsoCountryCode",
        cases: &["missing", "null"],
        fate: MISSING,
        fields: &[],
        because: "D1: the reference page requires it, the newer model doesn't",
    },
    Decision {
        operations: &[
            "AssociateOriginationIdentity",
            "DeletePool",
            "DisassociateOriginationIdentity",
            "ListPoolOriginationIdentities",
            "UpdatePool",
        ],
        place: "PoolId",
        cases: &["empty", "shortest", "too short"],
        fate: MISSING,
        fields: &[],
        because: "D3: by the reference page a pool's id has a character at least; an empty one counts as missing",
    },
    Decision {
        operations: &["DescribePools"],
        place: "PoolIds[]",
        cases: &["empty", "shortest", "too short"],
        fate: BROKEN,
        fields: &[],
        because: "D3: by the reference page a pool's id has a character at least",
    },
    Decision {
        operations: &["DeleteKeyword", "PutKeyword"],
        place: "Keyword",
        cases: &["ends in \" \"", "blank"],
        fate: BROKEN,
        fields: &[],
        because: "D8: no space at either end",
    },
    Decision {
        operations: &["CreateEventDestination"],
        place: "SnsDestination",
        cases: &["missing", "null"],
        fate: MISSING,
        fields: &["cloudWatchLogsDestination", "kinesisFirehoseDestination", "snsDestination"],
        because: "RD2: one of the three targets must be there",
    },
    Decision {
        operations: &["CreateRegistrationAttachment"],
        place: "AttachmentUrl",
        cases: &["missing", "null"],
        fate: MISSING,
        fields: &["attachmentBody", "attachmentUrl"],
        because: "R10: one of the two must be there",
    },
    Decision {
        operations: &["PutRegistrationFieldValue"],
        place: "RegistrationAttachmentId",
        cases: &["missing", "null"],
        fate: MISSING,
        fields: &[],
        because: "RD27: a field gets the kind of value that it has",
    },
    Decision {
        operations: &["SendTextMessage", "SendVoiceMessage"],
        place: "MessageBody",
        cases: &["missing", "null"],
        fate: MISSING,
        fields: &[],
        because: "MD4: a text and a call have a body",
    },
    Decision {
        operations: &["SendVoiceMessage"],
        place: "MessageBody",
        cases: &["longest", "longest of 4-byte characters"],
        fate: BROKEN,
        fields: &[],
        because: "MD4: 3,000 characters are spoken at most",
    },
    Decision {
        operations: &["SendRcsMessage"],
        place: "RcsMessageContent",
        cases: &["missing", "null"],
        fate: MISSING,
        fields: &[],
        because: "MD4: an RCS message says something",
    },
    Decision {
        operations: &["SendRcsMessage"],
        place: "RcsMessageContent.Content.TextMessage",
        cases: &["missing", "null"],
        fate: MISSING,
        fields: &[],
        because: "M10: what it says is one of four things, and the request that succeeds has a text",
    },
    Decision {
        operations: &["SendRcsMessage"],
        place: "FallbackConfiguration.MessageBody",
        cases: &["missing", "null"],
        fate: MISSING,
        fields: &[],
        because: "M10: an SMS has a body",
    },
];

/// What a decision says about a case: its fate, and the names that Fields have if they aren't the place's own.
pub fn fate(operation: &str, place: &str, what: &str) -> Option<(Fate, &'static [&'static str])> {
    let decides = |decision: &&Decision| {
        decision.operations.contains(&operation) && decision.place == place && decision.cases.contains(&what)
    };
    DECISIONS.iter().find(decides).map(|decision| (decision.fate, decision.fields))
}
