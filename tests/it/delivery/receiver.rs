//! What deliveries arrive at: an HTTP server that keeps every request and answers as a test says.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};

use crate::harness::{RUNTIME, until};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    /// The value of a header; empty without one.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// What is answered: a status with a body, or bytes that no client can trust.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A status, and a body.
    Whole(u16, String),
    /// So many bytes of a body that never ends by itself.
    Endless,
    /// The head, and then a byte each second.
    Drip,
    /// A redirect to a URL.
    Elsewhere(String),
    /// The connection is closed.
    Nothing,
}

type Answering = Arc<dyn Fn(&Request) -> Answer + Send + Sync>;

/// A server that stops when it is dropped.
pub struct Receiver {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    task: AbortHandle,
}

impl Receiver {
    /// Answers 200 without a body.
    pub async fn new() -> Self {
        Self::answering(|_| Answer::Whole(200, String::new())).await
    }

    pub async fn answering(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        Self::at("127.0.0.1:0".parse().expect("an address"), answer).await
    }

    /// At an address that was another's before.
    pub async fn at(address: SocketAddr, answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = RUNTIME.spawn(TcpListener::bind(address)).await.expect("it binds").expect("the port is free");
        let address = listener.local_addr().expect("it has an address");
        let requests: Arc<Mutex<Vec<Request>>> = Arc::default();
        let (kept, answer): (_, Answering) = (Arc::clone(&requests), Arc::new(answer));
        let task = RUNTIME.spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((connection, _)) = listener.accept().await {
                connections.spawn(serve(connection, Arc::clone(&kept), Arc::clone(&answer)));
            }
        });
        Self { address, requests, task: task.abort_handle() }
    }

    /// A URL of it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What came so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The requests, once there are so many.
    pub async fn wait(&self, count: usize) -> Vec<Request> {
        until("so many requests arrive", || async { self.requests().len() >= count }).await;
        self.requests()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut connection: TcpStream, kept: Arc<Mutex<Vec<Request>>>, answer: Answering) -> Option<()> {
    let mut bytes = Vec::new();
    loop {
        let request = read(&mut connection, &mut bytes).await?;
        let answer = answer(&request);
        kept.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        match answer {
            Answer::Whole(status, body) => {
                let head = format!("HTTP/1.1 {status} Answer\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                connection.write_all(head.as_bytes()).await.ok()?;
            }
            Answer::Elsewhere(url) => {
                let head = format!("HTTP/1.1 302 Found\r\nlocation: {url}\r\ncontent-length: 0\r\n\r\n");
                connection.write_all(head.as_bytes()).await.ok()?;
            }
            Answer::Endless => {
                connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 300000000\r\n\r\n").await.ok()?;
                let part = vec![b'x'; 100_000];
                for _ in 0..3_000 {
                    connection.write_all(&part).await.ok()?;
                }
            }
            Answer::Drip => {
                connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await.ok()?;
                loop {
                    connection.write_all(b"x").await.ok()?;
                    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                }
            }
            Answer::Nothing => return None,
        }
    }
}

async fn read(connection: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<Request> {
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if connection.read_buf(bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let length: usize = length.unwrap_or_default();
    while bytes.len() < end + 4 + length {
        if connection.read_buf(bytes).await.ok()? == 0 {
            return None;
        }
    }
    let rest = bytes.split_off(end + 4 + length);
    let body = String::from_utf8_lossy(&bytes[end + 4..]).into_owned();
    *bytes = rest;
    Some(Request { path, headers, body })
}
