//! Whether a history of one number can be told in an order that explains every answer (linearizability), by the search of
//! Wing and Gong with Lowe's memory of what was tried.

use std::collections::HashMap;

/// What was asked about a number. Pools are numbered from 1; 0 stands for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Join a pool.
    Associate(u8),
    /// Leave a pool.
    Disassociate(u8),
    /// Which pool is it in?
    Describe,
}

/// What was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// It was done.
    Done,
    /// It was refused: the number is in another state.
    Refused,
    /// It is in this pool.
    In(u8),
    /// Nobody knows: it was done or not, now or later.
    Unknown,
}

/// A call on a number, with the moments of its beginning and end.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// What was asked.
    pub asked: Asked,
    /// What was answered.
    pub answered: Answered,
    /// When it began, in nanoseconds.
    pub began: u128,
    /// When it ended; `u128::MAX` where nobody knows.
    pub ended: u128,
}

/// The pool that the number is in after a call in `state`; `None` if the answer doesn't fit.
fn step(state: u8, call: &Call) -> Option<u8> {
    match (call.asked, call.answered) {
        // An unknown one without an effect is as if it had never been asked; the search leaves it out then.
        (Asked::Associate(pool), Answered::Done | Answered::Unknown) => (state == 0).then_some(pool),
        (Asked::Associate(_), Answered::Refused) => (state != 0).then_some(state),
        (Asked::Disassociate(pool), Answered::Done | Answered::Unknown) => (state == pool).then_some(0),
        (Asked::Disassociate(pool), Answered::Refused) => (state != pool).then_some(state),
        (Asked::Describe, Answered::In(pool)) => (state == pool).then_some(state),
        _ => None,
    }
}

/// How many kinds of calls there are that change something: three pools to join and to leave.
const KINDS: usize = 6;

/// The kind of a call that changes something.
fn kind(asked: Asked) -> Option<usize> {
    match asked {
        Asked::Associate(pool) => Some(usize::from(pool) - 1),
        Asked::Disassociate(pool) => Some(KINDS / 2 + usize::from(pool) - 1),
        Asked::Describe => None,
    }
}

/// Whether the calls can be told in an order that explains them, from no pool on.
pub fn is_linearizable(calls: &[Call]) -> bool {
    let mut calls = calls.to_vec();
    calls.sort_by_key(|call| call.began);
    let (unknown, known): (Vec<Call>, Vec<Call>) =
        calls.into_iter().partition(|call| call.answered == Answered::Unknown);
    let mut by_kind: [Vec<Call>; KINDS] = Default::default();
    for call in unknown {
        if let Some(kind) = kind(call.asked) {
            by_kind[kind].push(call);
        }
    }
    let left = known.len();
    let mut search =
        Search { done: vec![false; left], known, unknown: by_kind, used: [0; KINDS], tried: HashMap::new() };
    search.explains(0, 0, left)
}

struct Search {
    known: Vec<Call>,
    done: Vec<bool>,
    /// The unknown ones of a kind differ only in their beginnings: the first ones are used first.
    unknown: [Vec<Call>; KINDS],
    used: [usize; KINDS],
    /// Where the search has been, and how many unknown ones it had used there.
    tried: HashMap<(usize, Vec<usize>, u8), Vec<[usize; KINDS]>>,
}

impl Search {
    /// Whether the rest can be told, with all known ones before `front` told, in `state`, and `left` known ones to go.
    fn explains(&mut self, front: usize, state: u8, left: usize) -> bool {
        if left == 0 {
            return true;
        }
        let front = (front..self.known.len()).find(|index| !self.done[*index]).unwrap_or(self.known.len());
        // What may come next began before the first end of what is left.
        let mut first_end = u128::MAX;
        let (mut may_be_next, mut told_ahead) = (Vec::new(), Vec::new());
        for index in front..self.known.len() {
            if self.known[index].began > first_end {
                break;
            }
            if self.done[index] {
                told_ahead.push(index);
            } else {
                first_end = first_end.min(self.known[index].ended);
                may_be_next.push(index);
            }
        }
        // Whoever has used as many unknown ones or more gets no further from here than who was here with fewer.
        let been = self.tried.entry((front, told_ahead, state)).or_default();
        if been.iter().any(|fewer| fewer.iter().zip(&self.used).all(|(fewer, used)| fewer <= used)) {
            return false;
        }
        been.push(self.used);
        for index in may_be_next {
            let Some(next) = step(state, &self.known[index]) else { continue };
            self.done[index] = true;
            if self.explains(front, next, left - 1) {
                return true;
            }
            self.done[index] = false;
        }
        for kind in 0..KINDS {
            let Some(call) = self.unknown[kind].get(self.used[kind]).copied() else { continue };
            let Some(next) = step(state, &call).filter(|_| call.began <= first_end) else { continue };
            self.used[kind] += 1;
            if self.explains(front, next, left) {
                return true;
            }
            self.used[kind] -= 1;
        }
        false
    }
}

/// The checker itself, held to histories that are known to be good and bad; the sentence of one that it gets wrong.
pub fn misjudged() -> Option<&'static str> {
    use Answered::{Done, In, Refused, Unknown};
    use Asked::{Associate, Describe, Disassociate};
    let call = |asked, answered, began, ended| Call { asked, answered, began, ended };
    let known: [(&str, bool, Vec<Call>); 7] = [
        ("one after the other", true, vec![call(Associate(1), Done, 0, 1), call(Describe, In(1), 2, 3)]),
        ("a stale read", false, vec![call(Associate(1), Done, 0, 1), call(Describe, In(0), 2, 3)]),
        ("two winners", false, vec![call(Associate(1), Done, 0, 5), call(Associate(2), Done, 1, 4)]),
        ("at the same time", true, vec![call(Associate(1), Done, 0, 5), call(Describe, In(0), 1, 4)]),
        (
            "an unknown one that shows later",
            true,
            vec![call(Associate(1), Unknown, 0, u128::MAX), call(Describe, In(0), 1, 2), call(Describe, In(1), 3, 4)],
        ),
        ("a lost one", false, vec![call(Associate(1), Done, 0, 1), call(Disassociate(1), Refused, 2, 3)]),
        (
            "there and back without a reason",
            false,
            vec![call(Associate(1), Unknown, 0, u128::MAX), call(Describe, In(1), 1, 2), call(Describe, In(0), 3, 4)],
        ),
    ];
    known.into_iter().find(|(_, expected, calls)| is_linearizable(calls) != *expected).map(|(name, ..)| name)
}
