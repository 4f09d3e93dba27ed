//! HTTP/1.1 on one connection: one request after the other, each read whole before it is answered, everything bounded in
//! size and time. Reading and writing of HTTP itself are actix-http's.
//!
//! actix-http's own dispatcher isn't used: it keeps up to 150 KiB for each connection, times only the first head, waits
//! for ever for a client that takes no answer, and refuses without saying so to anybody.

use std::{future::poll_fn, net::SocketAddr, pin::pin, rc::Rc, sync::Arc};

use actix_http::{
    Request, Response, ServiceConfig,
    body::{BodySize, BoxBody, MessageBody},
    error::ParseError,
    h1::{Codec, Message, MessageType},
};
use actix_server::GracefulShutdownSignal;
use actix_service::Service;
use actix_web::{
    HttpResponse,
    dev::{Payload, ServiceResponse},
    http::{ConnectionType, Method, header},
    web::{Bytes, BytesMut},
};
use tokio::{
    io::{AsyncWriteExt, Interest},
    net::TcpStream,
    time::{Instant, timeout, timeout_at},
};
use tokio_util::codec::{Decoder, Encoder};
use tracing::info;

use super::{
    State,
    aws::{self, Lost, Verified},
    clients::{Full, Place},
    head,
    limits::{
        ANSWER_TIMEOUT, BODY_TIMEOUT, HEAD_TIMEOUT, KEEP_ALIVE, LINGER, MAX_HEAD_BYTES, MAX_STAGING_BODY_BYTES,
        STEP_BYTES, WHOLE_ANSWER_TIMEOUT,
    },
    staging,
};
use crate::{path::Served, wire::aws_json::ProtocolError};

/// What a worker shares among its connections.
pub struct Door<S> {
    /// The routes.
    pub service: S,
    /// What all requests share.
    pub state: Arc<State>,
    /// HTTP's settings.
    pub config: ServiceConfig,
    /// When the server stops.
    pub stopping: GracefulShutdownSignal,
}

/// Why a connection ends.
enum End {
    /// Nobody is there, or wants anything, any more.
    Gone,
    /// Something can't be read, or takes too long: it is answered before the end. The operation that was asked for.
    Refused(ProtocolError, Option<&'static Served>),
    /// The same of a request whose head was read, and is for callsign's own interface.
    Inside(ProtocolError),
}

impl End {
    fn refused(error: ProtocolError) -> Self {
        Self::Refused(error, None)
    }
}

impl From<std::io::Error> for End {
    fn from(_: std::io::Error) -> Self {
        Self::Gone
    }
}

impl From<Full> for End {
    fn from(_: Full) -> Self {
        Self::refused(ProtocolError::Crowded)
    }
}

/// One connection.
struct Connection {
    io: TcpStream,
    place: Place,
    codec: Codec,
    /// What was read and not yet understood.
    input: BytesMut,
}

/// Serves a client until it leaves, or is sent away.
pub async fn serve<S, B>(io: TcpStream, door: Rc<Door<S>>)
where
    S: Service<Request, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody + 'static,
{
    let Some(place) = door.state.clients.enter() else { return };
    let peer = io.peer_addr().ok();
    // An answer is written whole: nothing is gained by waiting for more of it.
    let _still_works_without = io.set_nodelay(true);
    let codec = Codec::new(door.config.clone());
    let mut connection = Connection { io, place, codec, input: BytesMut::new() };
    while connection.exchange(&door, peer).await {
        // Who sends many requests at once takes turns with the others.
        tokio::task::yield_now().await;
    }
}

impl Connection {
    /// One request and its answer. Whether another may follow.
    async fn exchange<S, B>(&mut self, door: &Door<S>, peer: Option<SocketAddr>) -> bool
    where
        S: Service<Request, Response = ServiceResponse<B>, Error = actix_web::Error>,
        B: MessageBody + 'static,
    {
        let leave = self.place.leave();
        if self.input.is_empty() {
            tokio::select! {
                biased;
                () = door.stopping.notified() => return false,
                () = leave.notified() => return false,
                first = timeout(KEEP_ALIVE, self.read(0, 0)) => if !matches!(first, Ok(Ok(()))) { return false },
            }
        }
        let started = Instant::now();
        let received = tokio::select! {
            biased;
            () = leave.notified() => return false,
            received = self.receive(door, started) => received,
        };
        let mut request = match received {
            Ok(request) => request,
            Err(end) => {
                self.place.forget_file();
                let answer = match end {
                    End::Refused(error, target) => aws::refuse(&door.state, error, target, started.into_std()),
                    End::Inside(error) => staging::unread(&error),
                    End::Gone => return false,
                };
                tokio::select! {
                    biased;
                    () = leave.notified() => {}
                    _gone = self.refuse(door, answer) => {}
                }
                return false;
            }
        };
        request.head_mut().peer_addr = peer;
        let is_tunnel = request.method() == Method::CONNECT;

        if !self.place.serves() {
            return false;
        }
        // Boxed, so that no room is kept for it in who is idle.
        let answer = Box::pin(door.service.call(request));
        let answer: Response<BoxBody> = tokio::select! {
            biased;
            answer = answer => match answer {
                Ok(answer) => Response::from(answer).map_into_boxed_body(),
                Err(error) => HttpResponse::from_error(error).into(),
            },
            // The call says itself what becomes of it.
            () = self.reset() => return false,
        };
        // Before anybody can know of the answer: who does may send the next file.
        self.place.forget_file();
        if answer.extensions().contains::<Lost>() {
            return false;
        }
        if answer.extensions().contains::<Verified>() {
            self.place.is_known();
        }
        self.place.waits();
        let is_taken = tokio::select! {
            biased;
            () = leave.notified() => return false,
            taken = Box::pin(self.answer_in_time(answer)) => taken,
        };
        is_taken && self.codec.keep_alive() && !is_tunnel && self.place.keep(self.input.len()).is_ok()
    }

    /// The next request, whole.
    async fn receive<S>(&mut self, door: &Door<S>, started: Instant) -> Result<Request, End> {
        let Ok(head) = timeout_at(started + HEAD_TIMEOUT, self.head()).await else {
            // Blank lines are nothing.
            let is_blank = self.input.is_empty();
            return Err(if is_blank { End::Gone } else { End::refused(ProtocolError::HeadNotReceived) });
        };
        let mut request = head?;
        let limit = door.state.max_body_bytes(request.head());
        let body = timeout(BODY_TIMEOUT, self.body(&request, limit)).await;
        let body = body.unwrap_or_else(|_elapsed| Err(End::refused(ProtocolError::BodyNotReceived)));
        match body {
            Ok(body) => *request.payload() = Payload::from(body),
            Err(End::Refused(error, _)) if door.state.is_inside(request.head()) => return Err(End::Inside(error)),
            Err(End::Refused(error, _)) => return Err(End::Refused(error, aws::target(request.head()))),
            Err(end) => return Err(end),
        }
        Ok(request)
    }

    /// The next head, without the wish for another protocol.
    async fn head(&mut self) -> Result<Request, End> {
        let mut searched = None;
        loop {
            let blank = self.input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if searched.is_none() {
                drop(self.input.split_to(blank));
            }
            if !self.input.is_empty() {
                let end = head::end(&self.input, searched.unwrap_or_default());
                // Before it is decoded: actix-http panics at a name of 64 KiB.
                if end.unwrap_or(self.input.len()) > MAX_HEAD_BYTES {
                    return Err(End::refused(ProtocolError::HeadTooLarge));
                }
                if let Some(end) = end {
                    head::ignore_upgrade(&mut self.input[..end]);
                }
                // What isn't HTTP is refused by its first bytes; else there is nothing to see before the end.
                if searched.is_none() || end.is_some() {
                    match self.codec.decode(&mut self.input) {
                        Ok(Some(Message::Item(request))) => return Ok(request),
                        Ok(_) => {}
                        Err(ParseError::TooLarge) => return Err(End::refused(ProtocolError::HeadTooLarge)),
                        Err(error) => {
                            if head::is_tls(&self.input) {
                                info!(
                                    "a client speaks TLS to callsign's port, which has none: its endpoint begins with http://, or a proxy takes TLS off"
                                );
                            }
                            return Err(End::refused(ProtocolError::MalformedHttp(error.to_string())));
                        }
                    }
                }
                searched = Some(self.input.len().saturating_sub(3));
            }
            self.read(self.input.len(), 0).await?;
        }
    }

    /// The whole body, asked for if the client waits to be asked.
    async fn body(&mut self, request: &Request, limit: usize) -> Result<Bytes, End> {
        if self.codec.message_type() != MessageType::Payload {
            return Ok(Bytes::new());
        }
        let too_large = || End::refused(ProtocolError::BodyTooLarge(limit));
        let length =
            request.head().headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        if length.is_some_and(|length: u64| length > limit as u64) {
            return Err(too_large());
        }
        if request.head().expect() {
            self.io.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        let mut body = Vec::new();
        loop {
            match self.codec.decode(&mut self.input) {
                Ok(Some(Message::Chunk(Some(chunk)))) => {
                    let wanted = body.len() + chunk.len();
                    if wanted > limit {
                        return Err(too_large());
                    }
                    if wanted > body.capacity() {
                        let room = wanted.max(2 * body.capacity()).min(limit);
                        self.place.keep_body(room)?;
                        body.reserve_exact(room - body.len());
                    }
                    body.extend_from_slice(&chunk);
                }
                Ok(None) => match self.read(body.len(), body.capacity().min(MAX_STAGING_BODY_BYTES)).await {
                    Ok(()) => {}
                    // It may still listen.
                    Err(End::Gone) => return Err(End::refused(ProtocolError::BodyNotReceived)),
                    Err(end) => return Err(end),
                },
                Ok(Some(_)) => return Ok(body.into()),
                Err(error) => return Err(End::refused(ProtocolError::MalformedHttp(error.to_string()))),
            }
        }
    }

    /// Reads something, the more the more was there before. `kept` is what is kept beside it.
    async fn read(&mut self, before: usize, kept: usize) -> Result<(), End> {
        loop {
            if self.input.is_empty() {
                // No room is kept for what doesn't come.
                self.input = BytesMut::new();
            }
            self.io.readable().await?;
            self.input.reserve(before.clamp(1_024, STEP_BYTES));
            match self.io.try_read_buf(&mut self.input) {
                Ok(0) => return Err(End::Gone),
                Ok(_) => return Ok(self.place.keep(self.input.len() + kept)?),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Writes an answer. Whether it was taken, and another may follow: a stream goes on as long as it is read, and nothing follows it.
    async fn answer_in_time(&mut self, answer: Response<BoxBody>) -> bool {
        if matches!(answer.body().size(), BodySize::Stream) {
            let _over = self.answer(answer).await;
            return false;
        }
        matches!(timeout(WHOLE_ANSWER_TIMEOUT, self.answer(answer)).await, Ok(Ok(())))
    }

    /// Encodes and writes an answer. What is told piece by piece is written piece by piece.
    async fn answer(&mut self, answer: Response<BoxBody>) -> Result<(), End> {
        let (head, body) = answer.into_parts();
        let mut output = BytesMut::new();
        let size = body.size();
        self.codec.encode(Message::Item((head, size)), &mut output)?;
        if !matches!(size, BodySize::None | BodySize::Sized(0)) {
            let is_stream = matches!(size, BodySize::Stream);
            let mut body = pin!(body);
            loop {
                if is_stream {
                    self.write(&mut output, 0).await?;
                }
                let next = poll_fn(|context| body.as_mut().poll_next(context));
                let chunk = tokio::select! {
                    biased;
                    chunk = next => chunk,
                    () = left(&self.io), if is_stream => return Err(End::Gone),
                };
                let Some(chunk) = chunk else { break };
                let mut chunk = chunk.map_err(|_| End::Gone)?;
                while !chunk.is_empty() {
                    let some = chunk.split_to(chunk.len().min(STEP_BYTES));
                    self.codec.encode(Message::Chunk(Some(some)), &mut output)?;
                    if !chunk.is_empty() {
                        self.write(&mut output, chunk.len()).await?;
                    }
                }
            }
            self.codec.encode(Message::Chunk(None), &mut output)?;
        }
        self.write(&mut output, 0).await
    }

    /// Writes all of `output`. `rest` is how much of the answer is left beside it.
    async fn write(&mut self, output: &mut BytesMut, rest: usize) -> Result<(), End> {
        while !output.is_empty() {
            match self.io.try_write(output) {
                Ok(0) => return Err(End::Gone),
                Ok(written) => drop(output.split_to(written)),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                    self.place.keep(self.input.len() + output.len() + rest)?;
                    timeout(ANSWER_TIMEOUT, self.io.writable()).await.map_err(|_| End::Gone)??;
                }
                Err(error) => return Err(error.into()),
            }
        }
        output.clear();
        Ok(())
    }

    /// Answers what can't be read, and ends.
    async fn refuse<S>(&mut self, door: &Door<S>, mut answer: HttpResponse) -> Result<(), End> {
        answer.head_mut().set_connection_type(ConnectionType::Close);
        // Nothing of the request counts, such as that it was a HEAD, or of HTTP/1.0.
        self.codec = Codec::new(door.config.clone());
        self.input = BytesMut::new();
        self.answer(answer.into()).await?;
        self.io.shutdown().await?;
        let throw_away = async {
            loop {
                self.read(STEP_BYTES, 0).await?;
                self.input.clear();
            }
        };
        timeout(LINGER, throw_away).await.unwrap_or(Ok(()))
    }

    /// Returns when the client has broken the connection off. One that only sends no more may still listen.
    async fn reset(&self) {
        while self.io.ready(Interest::ERROR).await.is_ok_and(|ready| !ready.is_error()) {}
    }
}

/// Returns when a client has closed its side, or broken the connection off. What it sends meanwhile is nothing.
async fn left(io: &TcpStream) {
    let mut ignored = [0; 256];
    loop {
        if io.readable().await.is_err() {
            return;
        }
        match io.try_read(&mut ignored) {
            Ok(0) => return,
            Err(error) if error.kind() != std::io::ErrorKind::WouldBlock => return,
            _ => {}
        }
    }
}
