//! Members that are missing because their names are written otherwise. AWS says only that they are missing; the log says why.

use serde_json::{Map, Value};

/// What the log says of a request in which `missing` are missing, named in lowerCamel: `None` if none of them is there in other letters.
#[must_use]
pub fn hint(body: &[u8], missing: &[String]) -> Option<String> {
    let members: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let told: Vec<String> = missing
        .iter()
        .filter_map(|name| {
            let found = members.keys().find(|member| member.eq_ignore_ascii_case(name))?;
            let first = name.get(..1)?.to_ascii_uppercase();
            let right = format!("{first}{}", name.get(1..)?);
            (*found != right).then(|| format!("{found} is there, and is called {right}"))
        })
        .collect();
    (!told.is_empty()).then(|| told.join("; "))
}
