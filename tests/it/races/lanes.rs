//! Lanes: what comes while a lane is busy is done together, and what is too much is refused.

use callsign::path::admission::lanes::Lanes;
use tokio::{runtime::Handle, sync::mpsc};

/// Lanes of work that waits for a word, and tells what it does together.
struct Watched {
    lanes: Lanes<usize>,
    done: mpsc::UnboundedReceiver<Vec<usize>>,
    word: std::sync::Arc<tokio::sync::Semaphore>,
}

impl Watched {
    fn open(max_connections: usize) -> Self {
        let (sender, done) = mpsc::unbounded_channel();
        let word = std::sync::Arc::new(tokio::sync::Semaphore::new(0));
        let waiting = std::sync::Arc::clone(&word);
        let lanes = Lanes::open(&Handle::current(), max_connections, move |together| {
            let (sender, waiting) = (sender.clone(), std::sync::Arc::clone(&waiting));
            async move {
                sender.send(together).expect("the test listens");
                waiting.acquire().await.expect("it isn't closed").forget();
            }
        });
        Self { lanes, done, word }
    }

    /// What a lane begins with next.
    async fn next(&mut self) -> Vec<usize> {
        self.done.recv().await.expect("the lanes are open")
    }

    fn finish(&self) {
        self.word.add_permits(1);
    }
}

#[tokio::test]
async fn what_comes_while_a_lane_is_busy_is_done_together_and_at_most_sixteen() {
    let mut watched = Watched::open(4);
    watched.lanes.join("pool", 0).expect("there is room");
    assert_eq!(watched.next().await, [0], "nothing waits for company");
    for one in 1..=20 {
        watched.lanes.join("pool", one).expect("there is room");
    }
    assert_eq!(watched.lanes.waiting(), 20);
    watched.finish();
    assert_eq!(watched.next().await, (1..=16).collect::<Vec<_>>());
    watched.finish();
    assert_eq!(watched.next().await, (17..=20).collect::<Vec<_>>());
    assert_eq!(watched.lanes.waiting(), 0);
}

#[tokio::test]
async fn what_concerns_one_resource_is_done_one_after_the_other_while_other_lanes_go_on() {
    let mut watched = Watched::open(16);
    for one in 0..8 {
        watched.lanes.join("pool", one).expect("there is room");
    }
    let first = watched.next().await;
    // Each of many other resources is in a lane of its own or in one of these.
    for other in 100..200 {
        watched.lanes.join(other, other).expect("there is room");
    }
    let mut begun = Vec::new();
    for _ in 0..3 {
        begun.push(watched.next().await);
    }
    assert!(first.iter().all(|one| *one < 100), "{first:?}");
    assert!(begun.iter().flatten().all(|one| *one >= 100), "the lane of the resource is busy: {begun:?}");
}

#[tokio::test]
async fn more_than_may_wait_in_a_lane_is_throttled() {
    let mut watched = Watched::open(1);
    watched.lanes.join("pool", 0).expect("there is room");
    watched.next().await;
    let refused = (1..100).find_map(|one| watched.lanes.join("pool", one).err().map(|error| (one, error.to_string())));
    assert_eq!(refused, Some((33, "ThrottlingException: Rate exceeded".to_owned())));
}
