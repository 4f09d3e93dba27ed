//! Every served operation is the model's: each member of its answer is answered as declared, each member of its request
//! makes a difference, each exception that it declares is reached. Generated: what an operation can't show by the request
//! that the harness has for it needs a line in a table here, and a line that shows nothing is found.
//!
//! That nothing is raised that isn't declared, the harness checks for every answer of the whole suite.

use serde_json::{Value, json};

use crate::harness::model::{self, Type};

mod answers;
mod exceptions;
mod members;
mod never;

/// A value of the shape that isn't this one. Of ids, names and ARNs, nothing has it.
fn other(shape_name: &str, value: &Value) -> Value {
    let shape = model::shape(shape_name);
    if !shape.values.is_empty() {
        // Of an enumeration with one value, none is another.
        let values = shape.values.iter().rev().map(|text| json!(text)).chain([json!("NO_VALUE")]);
        return values.into_iter().find(|other| other != value).expect("there is another value");
    }
    let candidates = match shape.kind {
        Type::Boolean => vec![json!(true), json!(false)],
        Type::List if shape.item().kind == Type::String => vec![json!([other(shape.item_name(), &value[0])])],
        Type::Integer | Type::Long => vec![shape.sample(), json!(0)],
        Type::String if shape_name == "IsoCountryCode" => vec![json!("FR"), json!("DE")],
        Type::String if shape_name == "AmazonResourceName" => {
            vec![json!("arn:aws:sms-voice:us-east-1:000000000000:opt-out-list/nobody")]
        }
        Type::String if shape_name.ends_with("OrArn") => vec![json!("nobody")],
        _ => vec![shape.sample()],
    };
    candidates
        .into_iter()
        .find(|candidate| candidate != value)
        .unwrap_or_else(|| panic!("{shape_name}: the request that succeeds has another value"))
}
