//! Where the product differs from the model's shapes by a settled decision.

use super::cases::{BROKEN, Fate, MISSING};

/// A decision about some places.
pub struct Decision {
    pub operations: &'static [&'static str],
    pub place: &'static str,
    /// What is odd about the place.
    pub cases: &'static [&'static str],
    fate: Fate,
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
        because: "D3: by the reference page a pool's id has a character at least; an empty one counts as missing",
    },
    Decision {
        operations: &["DescribePools"],
        place: "PoolIds[]",
        cases: &["empty", "shortest", "too short"],
        fate: BROKEN,
        because: "D3: by the reference page a pool's id has a character at least",
    },
    Decision {
        operations: &["DeleteKeyword", "PutKeyword"],
        place: "Keyword",
        cases: &["ends in \" \"", "blank"],
        fate: BROKEN,
        because: "D8: no space at either end",
    },
];

/// What a decision says about a case.
pub fn fate(operation: &str, place: &str, what: &str) -> Option<Fate> {
    let decides = |decision: &&Decision| {
        decision.operations.contains(&operation) && decision.place == place && decision.cases.contains(&what)
    };
    DECISIONS.iter().find(decides).map(|decision| decision.fate)
}
