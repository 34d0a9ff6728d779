//! `make bench`, the native side: nanoseconds per question, as JSON.

mod cases;

use std::time::{Duration, Instant};

use cases::{Cases, QUESTIONS};

fn main() {
    let mut cases = Cases::new();
    let nanoseconds: Vec<f64> = (0..QUESTIONS.len())
        .map(|question| {
            // So many times that the clock does not matter, then the best of five.
            let mut times = 1;
            while took(&mut cases, question, times) < Duration::from_millis(100) {
                times *= 2;
            }
            let best = (0..5).map(|_| took(&mut cases, question, times)).min();
            best.unwrap().as_nanos() as f64 / f64::from(times)
        })
        .collect();
    println!("{}", serde_json::json!(nanoseconds));
}

fn took(cases: &mut Cases, question: usize, times: u32) -> Duration {
    let start = Instant::now();
    cases.ask(question, times);
    start.elapsed()
}
