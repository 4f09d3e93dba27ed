//! The load over HTTP: requests that were signed before, kept connections, a closed loop for each client, all on one
//! thread that only writes and reads.

use std::{
    cell::{Cell, RefCell},
    net::SocketAddr,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::LocalSet,
};

use crate::usage;

/// How many wrong answers are kept to be shown.
const SHOWN: usize = 5;

/// A signed request, and what its answer has to be.
pub struct Request {
    /// What is written.
    pub bytes: Vec<u8>,
    /// The status that must be answered.
    pub status: u16,
    /// What the body must hold.
    pub holds: String,
}

/// What clients do.
#[derive(Clone)]
pub struct Load {
    /// Whom they ask.
    pub address: SocketAddr,
    /// How many they are.
    pub clients: usize,
    /// What they ask, each the next one that nobody asked yet.
    pub requests: Arc<Vec<Request>>,
    /// Whether they begin again when all were asked.
    pub again: bool,
    /// How many they ask at most.
    pub most: usize,
    /// How long they go on.
    pub time: Duration,
}

/// What came of it.
pub struct Outcome {
    /// How long each right answer took.
    pub took: Vec<Duration>,
    /// How long all of it took.
    pub elapsed: Duration,
    /// What the thread took of a processor.
    pub cpu: Duration,
    /// How many answers were wrong or missing.
    pub wrong: usize,
    /// How many were refused as too much at once, which SDKs try again. They are no right answers, and none are missing.
    pub throttled: usize,
    /// The first of them.
    pub troubles: Vec<String>,
}

/// What the clients share.
struct Shared {
    load: Load,
    next: Cell<usize>,
    until: Cell<Instant>,
    took: RefCell<Vec<Duration>>,
    wrong: Cell<usize>,
    throttled: Cell<usize>,
    troubles: RefCell<Vec<String>>,
}

impl Load {
    /// Runs it to its end on a thread of its own.
    pub fn run(self) -> Outcome {
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            LocalSet::new().block_on(&runtime.expect("a tokio runtime starts"), self.drive())
        });
        thread.join().expect("the load doesn't panic")
    }

    async fn drive(self) -> Outcome {
        let mut connections = Vec::new();
        for _ in 0..self.clients {
            connections.push(Connection::open(self.address).await.expect("callsign takes connections"));
        }
        let time = self.time;
        let shared = Rc::new(Shared {
            next: Cell::new(0),
            until: Cell::new(Instant::now()),
            took: RefCell::new(Vec::with_capacity(self.most.min(1 << 20))),
            wrong: Cell::new(0),
            throttled: Cell::new(0),
            troubles: RefCell::new(Vec::new()),
            load: self,
        });
        let (began, cpu) = (Instant::now(), usage::of_this_thread());
        shared.until.set(began + time);
        let clients = connections.into_iter().map(|connection| {
            let shared = Rc::clone(&shared);
            tokio::task::spawn_local(async move { shared.go_on(connection).await })
        });
        for client in clients.collect::<Vec<_>>() {
            client.await.expect("a client doesn't panic");
        }
        Outcome {
            elapsed: began.elapsed(),
            cpu: usage::of_this_thread().saturating_sub(cpu),
            took: shared.took.take(),
            wrong: shared.wrong.get(),
            throttled: shared.throttled.get(),
            troubles: shared.troubles.take(),
        }
    }
}

impl Shared {
    async fn go_on(&self, mut connection: Connection) {
        let requests = &self.load.requests;
        while Instant::now() < self.until.get() {
            let place = self.next.get();
            if place >= self.load.most || (place >= requests.len() && !self.load.again) {
                return;
            }
            self.next.set(place + 1);
            let request = &requests[place % requests.len()];
            let began = Instant::now();
            match connection.ask(request).await {
                Ok(()) => self.took.borrow_mut().push(began.elapsed()),
                Err(trouble) if trouble.contains("#ThrottlingException") => {
                    self.throttled.set(self.throttled.get() + 1);
                }
                Err(trouble) => {
                    self.wrong.set(self.wrong.get() + 1);
                    if self.troubles.borrow().len() < SHOWN {
                        self.troubles.borrow_mut().push(trouble);
                    }
                    match Connection::open(self.load.address).await {
                        Ok(new) => connection = new,
                        Err(_) => return,
                    }
                }
            }
        }
    }
}

/// A connection, and what came on it.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(1 << 16) })
    }

    /// Writes a request and reads its answer; the sentence that says what is wrong with it.
    async fn ask(&mut self, request: &Request) -> Result<(), String> {
        let lost = |error: std::io::Error| format!("no answer: {error}");
        self.stream.write_all(&request.bytes).await.map_err(lost)?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await.map_err(lost)? == 0 {
                return Err("no answer: the connection was closed".to_owned());
            }
            let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
            let (head, body) = self.buffer.split_at(end + 4);
            let head = std::str::from_utf8(head).map_err(|error| error.to_string())?;
            if body.len() < content_length(head) {
                continue;
            }
            let status = head.get(9..12).and_then(|status| status.parse::<u16>().ok());
            let body = String::from_utf8_lossy(body);
            return if status == Some(request.status) && body.contains(&request.holds) {
                Ok(())
            } else {
                Err(format!("{} {body}", head.lines().next().unwrap_or_default()))
            };
        }
    }
}

fn content_length(head: &str) -> usize {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    let length = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    length.and_then(|(_, value)| value.parse().ok()).unwrap_or_default()
}
