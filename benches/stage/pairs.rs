//! Two kinds of blocks that take turns, so that the machine's drift is in both.

use crate::{
    block::{Block, row, table},
    figure::Spread,
    report::Report,
};

/// So many rounds of a block of each kind, 0 and 1, which of them is first in turn.
pub async fn alternate(rounds: usize, mut block: impl AsyncFnMut(usize) -> Block) -> Vec<[Block; 2]> {
    let mut all = Vec::new();
    for round in 0..rounds {
        let mut blocks = [None, None];
        for place in 0..2 {
            let kind = (place + round) % 2;
            blocks[kind] = Some(block(kind).await);
        }
        all.push(blocks.map(|block| block.expect("each kind had its turn")));
    }
    all
}

/// Shows both kinds, and the ratio round by round as what was seen of the goal.
pub fn show(
    report: &mut Report,
    heading: &str,
    names: [&str; 2],
    clients: usize,
    rounds: &[[Block; 2]],
    goal: &'static str,
) {
    let rows: Vec<Vec<String>> = names
        .iter()
        .enumerate()
        .map(|(kind, name)| row(name, clients, &rounds.iter().map(|round| &round[kind]).collect::<Vec<_>>()))
        .collect();
    let ratio = Spread::of(rounds.iter().map(|[first, second]| second.rate / first.rate));
    report
        .add(heading, &format!("{}\nsecond against first, {} rounds: {}\n", table(&rows), rounds.len(), ratio.text(2)));
    report.goal(goal, ratio);
}
