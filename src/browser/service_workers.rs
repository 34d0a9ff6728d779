//! What the two service workers have in common: how a browser is asked for one.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::{RegistrationOptions, ServiceWorkerContainer};

use super::script;

// web-sys knows text alone for an address.
#[wasm_bindgen]
extern "C" {
    type Registering;
    #[wasm_bindgen(method, catch)]
    fn register(
        this: &Registering,
        url: &JsValue,
        options: &RegistrationOptions,
    ) -> Result<Promise, JsValue>;
}

/// Where workers are registered; missing where the page is not secure.
pub fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window().map(|window| window.navigator());
    let container = navigator.and_then(|navigator| script::property(&navigator, "serviceWorker"));
    container.map(JsCast::unchecked_into::<ServiceWorkerContainer>)
}

/// The address of a worker's script: text, or a `TrustedScriptURL` where the page asks for it.
pub fn address(url: &JsValue) -> Option<String> {
    url.as_string().or_else(|| {
        script::method(url, "toString")?
            .call0(url)
            .ok()?
            .as_string()
    })
}

/// The folder that a script lies in, with a slash at its end.
pub fn folder(url: &JsValue) -> Option<String> {
    let address = address(url)?;
    let (folder, _) = address.rsplit_once('/')?;
    Some(format!("{folder}/"))
}

/// Registers a worker for the pages of a scope; none where the browser throws.
pub fn register(container: &ServiceWorkerContainer, url: &JsValue, scope: &str) -> Option<Promise> {
    let options = RegistrationOptions::new();
    options.set_scope(scope);
    let container: &Registering = container.unchecked_ref();
    let registered = container.register(url, &options).ok()?;
    Some(Promise::resolve(&registered))
}
