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
    /// When it ended; where nobody knows, when it was over at the latest.
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
    let mut search = Search { calls: &calls, done: vec![false; calls.len()], tried: HashSet::new() };
    search.explains(0, 0, 0)
}

struct Search<'c> {
    calls: &'c [Call],
    done: Vec<bool>,
    tried: HashSet<(usize, Vec<usize>, Vec<usize>, u8)>,
}

impl Search<'_> {
    fn is_known(&self, index: usize) -> bool {
        self.calls[index].answered != Answered::Unknown
    }

    /// Whether the rest can be told, with all answered calls before `front` told, in `state`, the latest of those that were
    /// told having begun at `now`.
    fn explains(&mut self, front: usize, state: u8, now: u128) -> bool {
        let is_left = |search: &Self, index: &usize| !search.done[*index] && search.is_known(*index);
        let Some(front) = (front..self.calls.len()).find(|index| is_left(self, index)) else { return true };
        // What may come next began before the first end of the answered calls that are left.
        let left = (front..self.calls.len()).filter(|index| is_left(self, index));
        let first_end = left.map(|index| self.calls[index].ended).min().unwrap_or(u128::MAX);
        let window: Vec<usize> =
            (0..self.calls.len()).take_while(|index| self.calls[*index].began <= first_end).collect();
        // One that nobody knows of can't have been carried out after what began when it was over.
        let may_be_next: Vec<usize> = window
            .iter()
            .copied()
            .filter(|index| !self.done[*index] && (self.is_known(*index) || self.calls[*index].ended >= now))
            .collect();
        let told_ahead = window.into_iter().filter(|index| *index >= front && self.done[*index]).collect();
        let waiting = may_be_next.iter().copied().filter(|index| *index < front).collect();
        if !self.tried.insert((front, told_ahead, waiting, state)) {
            return false;
        }
        for index in may_be_next {
            let Some(next) = step(state, &self.calls[index]) else { continue };
            self.done[index] = true;
            if self.explains(front, next, now.max(self.calls[index].began)) {
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
    let known: [(&str, bool, Vec<Call>); 8] = [
        ("one after the other", true, vec![call(Associate(1), Done, 0, 1), call(Describe, In(1), 2, 3)]),
        ("a stale read", false, vec![call(Associate(1), Done, 0, 1), call(Describe, In(0), 2, 3)]),
        ("two winners", false, vec![call(Associate(1), Done, 0, 5), call(Associate(2), Done, 1, 4)]),
        ("at the same time", true, vec![call(Associate(1), Done, 0, 5), call(Describe, In(0), 1, 4)]),
        (
            "an unknown one that shows later",
            true,
            vec![call(Associate(1), Unknown, 0, u128::MAX), call(Describe, In(0), 1, 2), call(Describe, In(1), 3, 4)],
        ),
        (
            "an unknown one that shows after it was over",
            false,
            vec![call(Associate(1), Unknown, 0, 2), call(Describe, In(0), 3, 4), call(Describe, In(1), 5, 6)],
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
