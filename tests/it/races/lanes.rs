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

const ACCOUNT: &str = "111122223333";

impl Watched {
    fn join(&self, resource: &str, one: usize) {
        self.lanes.join(ACCOUNT, resource.to_owned(), one).expect("there is room");
    }
}

#[tokio::test]
async fn what_comes_while_a_lane_is_busy_is_done_together_and_at_most_sixteen() {
    let mut watched = Watched::open(4);
    watched.join("pool", 0);
    assert_eq!(watched.next().await, [0], "nothing waits for company");
    for one in 1..=20 {
        watched.join("pool", one);
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
        watched.join("pool", one);
    }
    assert_eq!(watched.next().await, [0]);
    // The lane is full, so that others begin in the next ones.
    for other in 100..103 {
        watched.join(&format!("other {other}"), other);
    }
    assert_eq!(watched.next().await, [100]);
    watched.join("pool", 8);
    watched.finish();
    watched.finish();
    let mut begun = [watched.next().await, watched.next().await];
    begun.sort();
    assert_eq!(begun, [(1..9).collect::<Vec<_>>(), vec![101, 102]]);
}

#[tokio::test]
async fn few_requests_share_a_lane_whatever_they_concern() {
    let mut watched = Watched::open(16);
    for one in 0..8 {
        watched.join(&format!("pool {one}"), one);
    }
    assert_eq!(watched.next().await, [0]);
    watched.finish();
    assert_eq!(watched.next().await, (1..8).collect::<Vec<_>>());
}

#[tokio::test]
async fn more_than_may_wait_in_a_lane_is_throttled() {
    let mut watched = Watched::open(1);
    let mut joined = 0;
    let refused = (0..100).find_map(|one| {
        // Each account wants little.
        let refused = watched.lanes.join(&format!("account {one}"), "pool".to_owned(), one).err();
        joined += usize::from(refused.is_none());
        refused.map(|error| error.to_string())
    });
    assert_eq!((joined, refused.as_deref()), (33, Some("ThrottlingException: Rate exceeded")));
    assert_eq!(watched.next().await, [0]);
}

#[tokio::test]
async fn no_account_fills_what_others_need() {
    let mut watched = Watched::open(1);
    let of_one = (0..100).take_while(|one| watched.lanes.join(ACCOUNT, format!("pool {one}"), *one).is_ok()).count();
    assert_eq!(of_one, 24, "three quarters of the room");
    watched.lanes.join("444455556666", "another".to_owned(), 100).expect("there is room for another account");
    let many = Watched::open(16);
    let of_one = (0..1_000).take_while(|one| many.lanes.join(ACCOUNT, "pool".to_owned(), *one).is_ok()).count();
    assert_eq!(of_one, 96, "three quarters of the lane's room");
    many.lanes.join("444455556666", "pool".to_owned(), 0).expect("there is room in the lane for another account");
    assert_eq!(watched.next().await, [0]);
    watched.finish();
    assert_eq!(watched.next().await, (1..=16).collect::<Vec<_>>());
    watched.finish();
    assert_eq!(watched.next().await, (17..24).chain([100]).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_lane_goes_on_after_a_panic_in_it() {
    let (sender, mut done) = mpsc::unbounded_channel();
    let lanes = Lanes::open(&Handle::current(), 4, move |together: Vec<usize>| {
        let sender = sender.clone();
        async move {
            assert!(!together.contains(&13), "it panics");
            sender.send(together).expect("the test listens");
        }
    });
    lanes.join(ACCOUNT, "pool".to_owned(), 13).expect("there is room");
    lanes.join(ACCOUNT, "pool".to_owned(), 1).expect("there is room");
    assert_eq!(done.recv().await, Some(vec![1]));
    assert_eq!(lanes.waiting(), 0);
}
