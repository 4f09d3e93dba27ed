//! HTTP: the only place where the wire and the operations meet. Also health and metrics, and who gets at callsign's own interface.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    rc::Rc,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use actix_http::{KeepAlive, Request, ServiceConfig};
use actix_service::{IntoServiceFactory, fn_factory, fn_service, map_config};
use actix_web::{
    App,
    body::MessageBody,
    dev::{AppConfig, RequestHead, Server, Service, ServiceFactory, ServiceResponse},
    http::ConnectionType,
    web,
};
use time::OffsetDateTime;
use tokio::net::TcpStream;

use crate::{
    domain::deployment::Deployment,
    path::{Shared, Throttle, request_log::RequestLog},
};

mod authenticate;
mod aws;
mod callers;
mod clients;
mod connection;
mod console;
mod elsewhere;
mod head;
mod health;
mod limits;
mod metrics;
mod staging;

use connection::Door;

pub use callers::{Callers, CallersNow};
pub use clients::{Clients, Full, MAX_CLIENTS, Place};
pub use limits::{MAX_BODY_BYTES, MAX_UNSIGNED_BODY_BYTES};
pub use metrics::Metrics;
pub use staging::{Interface, Tokens, other_sites::Hosts};

/// How long a stopping server waits for what still runs, in seconds.
const SHUTDOWN_TIMEOUT_S: u64 = 10;

/// Where the present comes from.
pub type Clock = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;

/// What all requests share.
pub struct State {
    /// Who may call.
    pub callers: CallersNow,
    /// The names, with their ports, that clients on the same machine and those of `server.public_url` call it by.
    pub names: Vec<String>,
    /// What operations decide by.
    pub deployment: Arc<Deployment>,
    /// What keeps callers to AWS's rates, if that is switched on.
    pub throttle: Option<Arc<Throttle>>,
    /// What calls share, once the database is migrated.
    pub shared: OnceLock<Arc<Shared>>,
    /// What `/metrics` shows.
    pub metrics: Metrics,
    /// The calls that are kept to be asked about.
    pub requests: Arc<RequestLog>,
    /// Who is connected.
    pub clients: Arc<Clients>,
    /// Whether a call's header may ask for a fault.
    pub faults_by_header: bool,
    /// Which names callsign is called by.
    pub hosts: Hosts,
    /// callsign's own interface, if it is switched on.
    pub staging: Option<Interface>,
    /// Whether the program is about to stop.
    pub is_draining: AtomicBool,
}

impl State {
    /// Goes by another reading of who may call from now on.
    pub fn read_anew(&self, callers: Callers) {
        if let Some(interface) = &self.staging {
            interface.staging.credentials.replace(Arc::clone(&callers.credentials));
        }
        self.callers.replace(callers);
    }

    /// Sends away who waits for messages.
    pub fn let_nobody_wait(&self) {
        if let Some(interface) = &self.staging {
            interface.staging.watch.stop();
        }
    }

    /// Whether a request is for callsign's own interface, which has a form of refusals of its own.
    fn is_inside(&self, head: &RequestHead) -> bool {
        self.staging.is_some() && head.uri.path().starts_with(staging::PREFIX)
    }

    /// How long a body may be: the longest for who may use callsign's own interface, and else for who claims a signature.
    fn max_body_bytes(&self, head: &RequestHead) -> usize {
        match &self.staging {
            Some(interface) if staging::may_be_let_in(interface, head) => staging::max_body_bytes(head),
            _ if aws::claims_a_signature(head) && aws::takes_a_file(head) => limits::MAX_ATTACHMENT_BODY_BYTES,
            _ if aws::claims_a_signature(head) => MAX_BODY_BYTES,
            _ => MAX_UNSIGNED_BODY_BYTES,
        }
    }
}

/// The URL of a callsign that listens there, for whoever runs on this machine.
#[must_use]
pub fn url(mut address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    format!("http://{address}")
}

/// Starts serving on `listener`.
///
/// # Errors
///
/// The operating system's.
pub fn start(listener: TcpListener, state: Arc<State>) -> std::io::Result<Server> {
    let server = Server::build().disable_signals().shutdown_timeout(SHUTDOWN_TIMEOUT_S);
    let stopping = server.graceful_shutdown_signal();
    let server = server.listen("callsign", listener, move || {
        let (state, stopping) = (Arc::clone(&state), stopping.clone());
        fn_factory(move || {
            let (state, stopping) = (Arc::clone(&state), stopping.clone());
            let routes = map_config(routes(Arc::clone(&state)), |()| AppConfig::default());
            async move {
                let config = ServiceConfig::new(KeepAlive::Os, Duration::ZERO, Duration::ZERO, false, None);
                let door = Rc::new(Door { service: routes.new_service(()).await?, state, config, stopping });
                Ok::<_, ()>(fn_service(move |io: TcpStream| {
                    let door = Rc::clone(&door);
                    async move {
                        connection::serve(io, door).await;
                        Ok::<_, ()>(())
                    }
                }))
            }
        })
    })?;
    Ok(server.run())
}

fn routes(
    state: Arc<State>,
) -> impl ServiceFactory<
    Request,
    Config = AppConfig,
    Response = ServiceResponse<impl MessageBody + 'static>,
    Error = actix_web::Error,
    InitError = (),
> {
    let state = web::Data::from(state);
    let draining = state.clone();
    let has_staging = state.staging.is_some();
    let app = App::new()
        .app_data(state)
        // The bodies that get here were read already, and are no longer than they may be.
        .app_data(web::PayloadConfig::new(limits::MAX_ANY_BODY_BYTES))
        .wrap_fn(move |request, service| {
            let answer = service.call(request);
            let draining = draining.clone();
            async move {
                let mut answer = answer.await?;
                // Clients that heed it open no request on a connection that is about to close.
                if draining.is_draining.load(Ordering::Relaxed) {
                    answer.response_mut().head_mut().set_connection_type(ConnectionType::Close);
                }
                Ok(answer)
            }
        })
        .route("/health/live", web::get().to(health::live))
        .route("/health/live", web::head().to(health::live))
        .route("/health/ready", web::get().to(health::ready))
        .route("/health/ready", web::head().to(health::ready))
        .route("/metrics", web::get().to(health::metrics))
        .configure(|config| {
            if has_staging {
                console::routes(config);
                config.route(&format!("{}{{path:.*}}", staging::PREFIX), web::to(staging::answer));
            }
        })
        .default_service(web::to(aws::api));
    app.into_factory()
}
