//! A push server that speaks the protocol of ntfy, as far as its documentation says: messages at once or
//! scheduled, the later of one sequence in place of the earlier, taken back, and listed.

use serde_json::{Value, json};

/// A message as the server keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub id: String,
    pub topic: String,
    pub sequence: Option<String>,
    /// When it is, or was, sent: seconds.
    pub at: u64,
    pub title: String,
    pub body: String,
    pub priority: String,
    /// What a phone opens.
    pub click: Option<String>,
}

/// One server, and the topics on it.
#[derive(Debug)]
pub struct PushServer {
    pub now: u64,
    /// One of before 2.16 does not.
    pub replaces: bool,
    pub is_down: bool,
    /// It does what it is asked, and its answer is lost.
    pub is_mute: bool,
    published: usize,
    pub waiting: Vec<Message>,
    pub sent: Vec<Message>,
    /// Every message that was to wait there, and when it came.
    pub taken: Vec<(u64, Message)>,
}

impl PushServer {
    pub fn new(now: u64) -> Self {
        Self {
            now,
            replaces: true,
            is_down: false,
            is_mute: false,
            published: 0,
            waiting: Vec::new(),
            sent: Vec::new(),
            taken: Vec::new(),
        }
    }

    /// It is so late now: what is due is sent.
    pub fn is(&mut self, now: u64) {
        self.now = self.now.max(now);
        let due = self.waiting.extract_if(.., |one| one.at <= self.now);
        self.sent.extend(due);
    }

    /// What it answers, line by line; none: nothing.
    pub fn answer(
        &mut self,
        method: &str,
        url: &str,
        headers: &[(&str, String)],
        body: &str,
    ) -> Option<Vec<Value>> {
        if self.is_down {
            return None;
        }
        let (_, path) = url.split_once("://").expect("a URL");
        let (_, path) = path.split_once('/').expect("a path");
        let answer = match (method, path.split_once('/')) {
            ("POST", None) => self.publish(path, headers, body),
            ("DELETE", Some((topic, sequence))) => {
                let is_it =
                    |one: &Message| one.topic == topic && one.sequence.as_deref() == Some(sequence);
                self.waiting.retain(|one| !is_it(one));
                json!({ "event": "message_delete", "sequence_id": sequence })
            }
            ("GET", Some((topic, "json?poll=1&sched=1"))) => {
                let all = self.sent.iter().chain(&self.waiting);
                let all = all.filter(|one| one.topic == topic);
                let lines =
                    all.map(|one| json!({ "id": one.id, "event": "message", "time": one.at }));
                return (!self.is_mute).then(|| lines.collect());
            }
            other => panic!("{other:?} is no request of the protocol"),
        };
        (!self.is_mute).then(|| vec![answer])
    }

    fn publish(&mut self, topic: &str, headers: &[(&str, String)], body: &str) -> Value {
        // Browsers send nothing else as the value of a header.
        assert!(
            headers.iter().all(|(_, value)| value.is_ascii()),
            "{headers:?}"
        );
        let header = |name: &str| {
            let mut all = headers.iter().filter(|(one, _)| *one == name);
            all.next().map(|(_, value)| value.clone())
        };
        let delay = header("In").map(|text| {
            let seconds: u64 = text.trim_end_matches('s').parse().expect("seconds");
            assert!(
                (10..=3 * 86_400).contains(&seconds),
                "{seconds} s are refused"
            );
            seconds
        });
        self.published += 1;
        let message = Message {
            id: format!("message{}", self.published),
            topic: topic.to_owned(),
            sequence: header("X-Sequence-ID"),
            at: self.now + delay.unwrap_or(0),
            title: header("Title").unwrap_or_default(),
            body: body.to_owned(),
            priority: header("Priority").unwrap_or_default(),
            click: header("Click"),
        };
        let answer = json!({ "id": message.id, "event": "message", "time": message.at });
        match delay {
            None => self.sent.push(message),
            Some(_) => {
                if self.replaces {
                    let of = |one: &Message| (one.topic.clone(), one.sequence.clone());
                    self.waiting.retain(|one| of(one) != of(&message));
                }
                self.taken.push((self.now, message.clone()));
                self.waiting.push(message);
            }
        }
        answer
    }
}
