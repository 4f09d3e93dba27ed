//! Whether a history of one number can be told in an order that explains every answer (linearizability), by the search of
//! Wing and Gong with Lowe's memory of what was tried.

use std::collections::HashSet;

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

/// Whether the calls can be told in an order that explains them, from no pool on.
pub fn is_linearizable(calls: &[Call]) -> bool {
    let mut calls = calls.to_vec();
    calls.retain(|call| !(call.asked == Asked::Describe && call.answered == Answered::Unknown));
    calls.sort_by_key(|call| call.began);
    let known = calls.iter().filter(|call| call.answered != Answered::Unknown).count();
    let mut search = Search { calls: &calls, done: vec![false; calls.len()], tried: HashSet::new() };
    search.explains(0, 0, known)
}

struct Search<'c> {
    calls: &'c [Call],
    done: Vec<bool>,
    tried: HashSet<(usize, Vec<usize>, u8)>,
}

impl Search<'_> {
    /// Whether the rest can be told, with all before `front` told, in `state`, and `left` answered calls to go.
    fn explains(&mut self, front: usize, state: u8, left: usize) -> bool {
        if left == 0 {
            return true;
        }
        let front = (front..self.calls.len()).find(|index| !self.done[*index]).unwrap_or(self.calls.len());
        // What may come next began before the first end of what is left.
        let first_end =
            (front..self.calls.len()).filter(|index| !self.done[*index]).map(|index| self.calls[index].ended).min();
        let Some(first_end) = first_end else { return false };
        let may_be_next: Vec<usize> = (front..self.calls.len())
            .take_while(|index| self.calls[*index].began <= first_end)
            .filter(|index| !self.done[*index])
            .collect();
        let told_ahead: Vec<usize> = (front..self.calls.len())
            .take_while(|index| self.calls[*index].began <= first_end)
            .filter(|index| self.done[*index])
            .collect();
        if !self.tried.insert((front, told_ahead, state)) {
            return false;
        }
        for index in may_be_next {
            let Some(next) = step(state, &self.calls[index]) else { continue };
            self.done[index] = true;
            let is_known = self.calls[index].answered != Answered::Unknown;
            if self.explains(front, next, left - usize::from(is_known)) {
                return true;
            }
            self.done[index] = false;
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
