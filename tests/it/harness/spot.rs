//! Places within the requests of an operation, from the model.

use serde_json::{Value, json};

use super::model::{self, Shape, Type};

/// A step from a value to one inside it.
#[derive(Clone, Copy)]
enum Step {
    /// A member of a structure, and the structure's shape.
    Member(&'static str, &'static Shape),
    /// The first item of a list, and the list's shape.
    First(&'static Shape),
}

/// A place within the requests of an operation.
#[derive(Clone)]
pub struct Spot {
    path: Vec<Step>,
    pub shape: &'static Shape,
    pub shape_name: &'static str,
    pub is_required: bool,
}

/// All places within the requests of an operation, from the outside in.
pub fn spots(operation: &str) -> Vec<Spot> {
    let mut spots = Vec::new();
    let shape_name = model::operation(operation).input.as_str();
    let shape = model::shape(shape_name);
    inside(&Spot { path: Vec::new(), shape, shape_name, is_required: true }, &mut spots);
    spots
}

fn inside(outer: &Spot, spots: &mut Vec<Spot>) {
    let mut add = |step, shape_name, is_required| {
        let path = outer.path.iter().copied().chain([step]).collect();
        let spot = Spot { path, shape: model::shape(shape_name), shape_name, is_required };
        spots.push(spot.clone());
        inside(&spot, spots);
    };
    match outer.shape.kind {
        Type::Structure => {
            for (name, of) in &outer.shape.members.0 {
                add(Step::Member(name, outer.shape), of.as_str(), outer.shape.requires(name));
            }
        }
        Type::List => add(Step::First(outer.shape), outer.shape.item_name(), true),
        _ => {}
    }
}

impl Spot {
    /// The place's name, such as `Tags[].Key`.
    pub fn name(&self) -> String {
        let names = self.path.iter().map(|step| match step {
            Step::Member(name, _) => format!(".{name}"),
            Step::First(_) => "[]".to_owned(),
        });
        names.collect::<String>().trim_start_matches('.').to_owned()
    }

    /// The name that Fields have for a fault here: that of the outermost member (decision D14).
    pub fn field(&self) -> String {
        match self.path.first() {
            Some(Step::Member(name, _)) => model::lower_camel(name),
            _ => String::new(),
        }
    }

    /// Whether it is a member of the request itself.
    pub fn is_outermost(&self) -> bool {
        self.path.len() == 1
    }

    /// Whether it is an item of a list.
    pub fn is_item(&self) -> bool {
        matches!(self.path.last(), Some(Step::First(_)))
    }

    /// The structure that it is a member of, within a request that has it.
    pub fn siblings<'r>(&self, request: &'r mut Value) -> Option<&'r mut Value> {
        let (last, way) = self.path.split_last()?;
        matches!(last, Step::Member(..)).then(|| way.iter().fold(request, |at, step| enter(at, *step)))
    }

    /// `base` with this value here, `None` for nothing. What has to be around it is made of samples.
    pub fn set(&self, base: &Value, value: Option<Value>) -> Value {
        let mut request = base.clone();
        let (last, way) = self.path.split_last().expect("a place is within the request");
        let mut at = &mut request;
        for step in way {
            at = enter(at, *step);
        }
        match (*last, value) {
            (Step::Member(name, _), Some(value)) => at[name] = value,
            (Step::Member(name, _), None) => {
                at.as_object_mut().expect("a structure is an object").remove(name);
            }
            (Step::First(shape), Some(value)) => {
                *at = shape.sample();
                at[0] = value;
            }
            (Step::First(_), None) => *at = json!([]),
        }
        request
    }
}

/// The value one step inside, a sample where there is none.
fn enter(at: &mut Value, step: Step) -> &mut Value {
    match step {
        Step::Member(name, structure) => {
            if at[name].is_null() {
                at[name] = model::shape(structure.member_named(name).expect("the member is the structure's")).sample();
            }
            &mut at[name]
        }
        Step::First(list) => {
            if at.as_array().is_none_or(Vec::is_empty) {
                *at = list.sample();
            }
            &mut at[0]
        }
    }
}
