//! The files that docs/operations.md gives to systemd, Kubernetes, Prometheus and proxies, tried where these are installed.

use std::{net::SocketAddr, process::Command};

use super::get;
use crate::harness::{Folder, Process, RawRequest, Scratch, eventually};

const UNIT: &str = include_str!("../../../docs/callsign.service");
const MANIFEST: &str = include_str!("../../../docs/kubernetes.yaml");
const ALERTS: &str = include_str!("../../../docs/alerts.yaml");
const PAGE: &str = include_str!("../../../docs/operations.md");

/// Whether a program is installed; a test that needs one says so where it isn't.
fn is_there(program: &str) -> bool {
    let is_there = Command::new("sh").args(["-c", &format!("command -v {program}")]).output();
    let is_there = is_there.is_ok_and(|output| output.status.success());
    if !is_there {
        println!("not tried: {program} isn't installed here");
    }
    is_there
}

fn block(language: &str) -> &'static str {
    let (_, block) = PAGE.split_once(&format!("```{language}\n")).expect("the page has it");
    block.split_once("```").expect("it ends").0
}

#[test]
fn systemd_takes_the_unit() {
    if !is_there("systemd-analyze") {
        return;
    }
    let folder = Folder::new();
    let unit = UNIT.replace("/usr/local/bin/callsign", env!("CARGO_BIN_EXE_callsign"));
    assert_ne!(unit, UNIT);
    let file = folder.write("callsign.service", &unit);
    let output = Command::new("systemd-analyze").arg("verify").arg(&file).output().expect("it is run");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let about_it: Vec<&str> = said.lines().filter(|line| line.contains("callsign.service")).collect();
    assert!(output.status.success() && about_it.is_empty(), "{said}");

    // One that is wrong is found.
    let file = folder.write("callsign.service", &unit.replace("ExecStart=/", "ExecStart=nowhere/"));
    let output = Command::new("systemd-analyze").arg("verify").arg(&file).output().expect("it is run");
    assert!(!output.status.success());
}

#[test]
fn kubernetes_reads_the_manifest() {
    if !is_there("kubectl") {
        return;
    }
    let folder = Folder::new();
    folder.write("kubernetes.yaml", MANIFEST);
    folder.write("kustomization.yaml", "resources: [kubernetes.yaml]\n");
    let output = Command::new("kubectl").arg("kustomize").arg(folder.join("")).output().expect("it is run");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("kind: Deployment") && said.contains("kind: Service"), "{said}");
}

/// Every setting that the manifest sets is one.
#[test]
fn the_manifest_sets_what_callsign_knows() {
    for variable in MANIFEST.lines().filter_map(|line| line.trim().strip_prefix("- name: CALLSIGN_")) {
        let setting = variable.to_lowercase().replace("__", ".");
        let value = if setting == "database.url" { "postgres://u@h/d" } else { "json" };
        let value = if setting == "server.listen" { "127.0.0.1:4580" } else { value };
        let (code, stdout, stderr) = Process::outcome(crate::harness::command(&["config"], &[(&setting, value)]));
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{setting}: {stdout}");
    }
}

#[tokio::test]
async fn each_figure_of_the_page_and_the_rules_is_one_that_is_told() {
    let scratch = Scratch::migrated().await;
    let process = Process::serving(scratch.url(), &[]);
    let address = process.address();
    RawRequest::call(address, "DescribePools", "{}").send(address).await;
    let (_, metrics) = get(&process, "/metrics").await;
    let version = env!("CARGO_PKG_VERSION");
    let schema = callsign::database::migrate::program_version();
    let build = format!("callsign_build_info{{schema=\"{schema}\",version=\"{version}\"}} 1\n");
    assert!(metrics.contains(&build), "{metrics}");
    let mut named = 0;
    for text in [PAGE, ALERTS] {
        let words = text.split(|c: char| !(c.is_ascii_lowercase() || c == '_'));
        let figures = words.filter(|word| word.starts_with("callsign_") && !word.ends_with('_'));
        for figure in figures.filter(|word| !["callsign_migrate", "callsign_serve", "callsign_inspect"].contains(word))
        {
            assert!(metrics.contains(&format!("\n{figure}")), "{figure} isn't told: {metrics}");
            named += 1;
        }
    }
    assert!(named > 10, "{named} figures");
}

/// A proxy in front of callsign, which listens at `address`; it ends with the value.
struct Proxy {
    process: Process,
    address: SocketAddr,
    _folder: Folder,
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it listens").port()
}

impl Proxy {
    fn start(program: &str, settings: impl FnOnce(u16, &std::path::Path) -> String, arguments: &[&str]) -> Self {
        let (folder, port) = (Folder::new(), free_port());
        let text = settings(port, &folder.join(""));
        let file = folder.write("settings", &text);
        let mut command = Command::new(program);
        command.args(arguments).arg(&file).env("HOME", folder.join("")).env("XDG_DATA_HOME", folder.join(""));
        let process = Process::spawn(command);
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        eventually("the proxy listens", || std::net::TcpStream::connect(address).ok());
        Self { process, address, _folder: folder }
    }

    /// Signed calls come through, for the name that the client calls; what is inside stays there.
    async fn passes(&self, callsign: &Process) {
        let call = RawRequest::unsigned(self.address, "DescribePools", "{}").signed();
        assert_eq!(call.send(self.address).await.status, 200, "{}{}", callsign.stderr(), self.process.stderr());
        for path in ["/metrics", "/_callsign/", "/_callsign/v1/info"] {
            let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.address);
            let answer = crate::harness::send(self.address, request.as_bytes()).await.expect("the proxy answers");
            assert_eq!(answer.status, 403, "{path}");
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.process.signal("TERM");
    }
}

fn nginx(lines: &str, callsign: SocketAddr) -> Proxy {
    let lines = lines.replace("127.0.0.1:4580", &callsign.to_string());
    let settings = |port: u16, folder: &std::path::Path| {
        let folder = folder.display();
        format!(
            "daemon off; master_process off; pid {folder}/pid; error_log stderr;\nevents {{}}\nhttp {{\n\
             access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n\
             fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n\
             server {{ listen 127.0.0.1:{port};\n{lines}}}\n}}\n"
        )
    };
    Proxy::start("nginx", settings, &["-c"])
}

#[tokio::test]
async fn the_lines_for_nginx_work_and_one_that_changes_host_is_found_in_the_log() {
    if !is_there("nginx") {
        return;
    }
    let scratch = Scratch::migrated().await;
    let process = Process::serving(scratch.url(), &[("log.format", "json")]);
    nginx(block("nginx"), process.address()).passes(&process).await;

    // What nginx does by itself.
    let wrong =
        block("nginx").replace("proxy_set_header Host $http_host;", "proxy_set_header X-Forwarded-Host $http_host;");
    assert_ne!(wrong, block("nginx"));
    let proxy = nginx(&wrong, process.address());
    let call = RawRequest::unsigned(proxy.address, "DescribePools", "{}").signed();
    assert_eq!(call.send(proxy.address).await.status, 403);
    let said = format!("Host: it was signed for {}", proxy.address);
    eventually("the log says it", || process.stderr().contains(&said).then_some(()));
}

#[tokio::test]
async fn the_lines_for_caddy_work() {
    if !is_there("caddy") {
        return;
    }
    let scratch = Scratch::migrated().await;
    let process = Process::serving(scratch.url(), &[]);
    let lines = block("caddy").replace("127.0.0.1:4580", &process.address().to_string());
    let settings = |port: u16, _: &std::path::Path| {
        let lines = lines.replace("sms.staging.example {", &format!("http://127.0.0.1:{port} {{"));
        format!("{{\n\tadmin off\n}}\n{lines}")
    };
    let proxy = Proxy::start("caddy", settings, &["run", "--adapter", "caddyfile", "--config"]);
    proxy.passes(&process).await;
}
