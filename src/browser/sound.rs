//! Tones, made here: no file is loaded for them. Browsers let a page be heard once somebody has clicked
//! in it, so every click is taken as that.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::{AudioContext, AudioContextState, OscillatorType, Window};

use super::listener::Listener;
use crate::engine::{Event, Hearing, SoundRequest, Tone};

/// What is heard of each: pitches in hertz, one after the other.
const CALL: [f32; 3] = [660.0, 880.0, 660.0];
const URGENT: [f32; 6] = [880.0, 1_175.0, 880.0, 1_175.0, 880.0, 1_175.0];

/// From one pitch to the next, and as long as each is held, seconds.
const EVERY_S: f64 = 0.35;
const HELD_S: f64 = 0.3;
/// From silence, and back to it: without that each begins and ends with a crack.
const SWELLS_S: f64 = 0.02;
const LOUDNESS: f32 = 0.4;

/// Plays tones, and says whether they are heard.
pub struct Sound {
    window: Window,
    report: Rc<dyn Fn(Event)>,
    open: RefCell<Option<Open>>,
}

struct Open {
    context: AudioContext,
    _listeners: [Listener; 3],
}

impl Sound {
    /// Silent until it is asked to prepare.
    pub fn new(window: &Window, report: &Rc<dyn Fn(Event)>) -> Self {
        Self {
            window: window.clone(),
            report: report.clone(),
            open: RefCell::default(),
        }
    }

    /// Does what is asked.
    pub fn run(&self, request: SoundRequest) {
        match request {
            SoundRequest::Prepare => self.prepare(),
            SoundRequest::Play(tone) => self.play(tone),
            SoundRequest::Release => drop(self.open.take()),
        }
    }

    fn prepare(&self) {
        let Ok(context) = AudioContext::new() else {
            return (self.report)(Event::HearingIs(Hearing::Unsupported));
        };
        let tell = {
            let (context, report) = (context.clone(), self.report.clone());
            move |_| report(Event::HearingIs(hearing(&context)))
        };
        let wake = |context: &AudioContext| {
            let context = context.clone();
            // Where it is not let yet, its state says so.
            move |_| drop(context.resume())
        };
        (self.report)(Event::HearingIs(hearing(&context)));
        let listeners = [
            Listener::new(&context, "statechange", tell),
            Listener::new(&self.window, "pointerup", wake(&context)),
            Listener::new(&self.window, "keydown", wake(&context)),
        ];
        self.open.replace(Some(Open {
            context,
            _listeners: listeners,
        }));
    }

    fn play(&self, tone: Tone) {
        let pitches: &[f32] = match tone {
            Tone::Call => &CALL,
            Tone::Urgent => &URGENT,
        };
        let open = self.open.borrow();
        let Some(Open { context, .. }) = open.as_ref() else {
            return;
        };
        let mut at = context.current_time();
        for pitch in pitches {
            if pitch_at(context, *pitch, at).is_err() {
                return (self.report)(Event::HearingIs(Hearing::Unsupported));
            }
            at += EVERY_S;
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // What is heard ends with it. It fails where it is closed already.
        let _ = self.context.close();
    }
}

fn hearing(context: &AudioContext) -> Hearing {
    match context.state() {
        AudioContextState::Running => Hearing::Open,
        _ => Hearing::Closed,
    }
}

fn pitch_at(context: &AudioContext, pitch: f32, at: f64) -> Result<(), JsValue> {
    let (source, loudness) = (context.create_oscillator()?, context.create_gain()?);
    source.set_type(OscillatorType::Triangle);
    source.frequency().set_value_at_time(pitch, at)?;
    let gain = loudness.gain();
    gain.set_value_at_time(0.0, at)?;
    gain.linear_ramp_to_value_at_time(LOUDNESS, at + SWELLS_S)?;
    gain.set_value_at_time(LOUDNESS, at + HELD_S - SWELLS_S)?;
    gain.linear_ramp_to_value_at_time(0.0, at + HELD_S)?;
    source.connect_with_audio_node(&loudness)?;
    loudness.connect_with_audio_node(&context.destination())?;
    source.start_with_when(at)?;
    source.stop_with_when(at + HELD_S)
}
