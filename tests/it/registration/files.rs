//! What the longest calls cost: the files of attachments, in the memory of a process of its own.

use std::{fs, path::PathBuf};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use futures_util::future::join_all;

use super::PDF;
use crate::harness::{Process, RawAnswer, RawRequest, Scratch, raw::send};

/// How much more memory may be taken than before, in KiB: that of a file as it came and as it is, and what the allocator keeps of the
/// last one on another thread. Twenty files have several times more in their requests alone.
const MOST_MORE_KIB: u64 = 50 * 1024;

struct Memory(PathBuf);

impl Memory {
    fn of(process: &Process) -> Self {
        Self(PathBuf::from("/proc").join(process.id().to_string()))
    }

    fn kib(&self, name: &str) -> u64 {
        let status = fs::read_to_string(self.0.join("status")).expect("the process runs");
        let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("the kernel says so");
        line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().expect("a number of KiB")
    }

    /// What it has now. The most that it has is counted anew from here on.
    fn begin(&self) -> u64 {
        fs::write(self.0.join("clear_refs"), "5").expect("the kernel counts anew");
        self.kib("VmRSS")
    }

    fn most(&self) -> u64 {
        self.kib("VmHWM")
    }
}

/// A file of so many bytes as a member.
fn request(process: &Process, operation: &str, bytes: usize) -> RawRequest {
    let mut file = PDF.to_vec();
    file.resize(bytes, b'x');
    let body = format!(r#"{{"AttachmentBody": "{}"}}"#, BASE64_STANDARD.encode(file));
    RawRequest::unsigned(process.address(), operation, body)
}

/// What is answered, or nothing while others' files take the room.
async fn answered(process: &Process, request: &[u8]) -> Option<RawAnswer> {
    let answer = send(process.address(), request).await;
    answer.filter(|answer| !answer.body.contains("ThrottlingException"))
}

#[tokio::test]
async fn twenty_files_at_once_are_taken_one_after_the_other_in_the_memory_of_a_few() {
    let scratch = Scratch::migrated().await;
    let process = Process::serving(scratch.url(), &[]);
    let memory = Memory::of(&process);
    process.client().describe_pools().send().await.expect("it is warm");
    for (bytes, reason) in [(5 * 1024 * 1024, ""), (6_990_508, "MAXIMUM_SIZE_EXCEEDED")] {
        let request = request(&process, "CreateRegistrationAttachment", bytes).signed().bytes();
        let before = memory.begin();
        let at_once = join_all((0..20).map(|_| answered(&process, &request))).await;
        for answer in at_once {
            // Who found no room comes again, as every client of AWS does.
            let answer = match answer {
                Some(answer) => answer,
                None => answered(&process, &request).await.expect("there is room for one"),
            };
            assert_eq!(answer.status == 200, reason.is_empty(), "{answer:?}");
            assert!(answer.body.contains(reason), "{answer:?}");
        }
        let more = memory.most().saturating_sub(before);
        assert!(more <= MOST_MORE_KIB, "{more} KiB more for files of {bytes} bytes");
    }
    let attachments = "select count(*) from inspect.registration_attachments";
    let there: i64 = sqlx::query_scalar(attachments).fetch_one(&mut scratch.connection().await).await.expect("a count");
    assert_eq!(there, 20);
}

#[tokio::test]
async fn no_other_call_and_nobody_without_a_signature_may_send_a_file() {
    let scratch = Scratch::migrated().await;
    let process = Process::serving(scratch.url(), &[]);
    let memory = Memory::of(&process);
    process.client().describe_pools().send().await.expect("it is warm");
    let before = memory.begin();
    for operation in
        ["CreateRegistration", "PutRegistrationFieldValue", "DeleteRegistrationAttachment", "SendTextMessage"]
    {
        let answer = request(&process, operation, 6_990_508).signed().send(process.address()).await;
        assert_eq!(answer.status, 413, "{operation}: {answer:?}");
    }
    let unsigned = request(&process, "CreateRegistrationAttachment", 6_990_508).send(process.address()).await;
    assert_eq!(unsigned.status, 413, "{unsigned:?}");
    let more = memory.most().saturating_sub(before);
    assert!(more <= 4 * 1024, "{more} KiB more for what isn't read");
}
