// SPDX-License-Identifier: MIT
//! The C ABI of a plain manager of the design that TL's own runtime has, to compare tlscope's runtime with: one global
//! std `Mutex`, a `HashMap` of reference counts, a `Vec` of `Vec`s of records for scopes, frames that are `Vec`s of
//! slots, a pool that is a `HashMap` of `Vec`s by (elements, dtype, device). It frees for real, logs nothing, checks
//! no misuse beyond what it would die of, and asks malloc for nothing but what those containers need. Built with
//! optimisation level 3 and link-time optimisation, panics aborting; nothing in it is slower than it has to be.
//! Of std alone, edition 2021, Rust 1.63 and newer.

mod manager;
mod pool;

use manager::{Kind, Manager};
use pool::{Key, Outcome, Tensor};
use std::ffi::c_void;
use std::sync::Mutex;

static GLOBAL: Mutex<Option<Manager>> = Mutex::new(None);

#[inline(always)]
fn with<T>(work: impl FnOnce(&mut Manager) -> T) -> T {
    let mut global = match GLOBAL.lock() {
        Ok(guard) => guard,
        Err(poisoned) => poisoned.into_inner(),
    };
    work(global.get_or_insert_with(Manager::new))
}

#[no_mangle]
pub extern "C" fn tl_mem_enter_scope() {
    with(|manager| manager.enter_scope())
}

#[no_mangle]
pub extern "C" fn tl_mem_exit_scope() {
    with(|manager| manager.exit_scope())
}

#[no_mangle]
pub extern "C" fn tl_mem_function_enter(num_slots: i64) {
    with(|manager| manager.function_enter(num_slots as usize))
}

#[no_mangle]
pub extern "C" fn tl_mem_function_exit() {
    with(|manager| manager.function_exit())
}

#[no_mangle]
pub extern "C" fn tl_mem_get_buffer(slot_id: i64, min_size: i64) -> *mut c_void {
    with(|manager| manager.get_buffer(slot_id as usize, min_size as usize))
}

#[no_mangle]
pub extern "C" fn tl_mem_register_struct(ptr: *mut c_void) {
    with(|manager| manager.register(ptr, Kind::Struct))
}

#[no_mangle]
pub extern "C" fn tl_mem_register_tensor(ptr: *mut Tensor) {
    with(|manager| manager.register(ptr.cast(), Kind::Tensor))
}

#[no_mangle]
pub extern "C" fn tl_mem_unregister(ptr: *mut c_void) {
    with(|manager| manager.unregister(ptr))
}

#[no_mangle]
pub extern "C" fn tl_ptr_acquire(ptr: *mut c_void) {
    with(|manager| manager.acquire(ptr, Kind::Unknown))
}

#[no_mangle]
pub extern "C" fn tl_tensor_acquire(ptr: *mut Tensor) {
    with(|manager| manager.acquire(ptr.cast(), Kind::Tensor))
}

#[no_mangle]
pub extern "C" fn tl_ptr_release(ptr: *mut c_void) {
    with(|manager| manager.release(ptr));
}

#[no_mangle]
pub extern "C" fn tl_tensor_release(ptr: *mut Tensor) {
    with(|manager| manager.release(ptr.cast()));
}

#[no_mangle]
pub extern "C" fn tl_get_refcount_count() -> i64 {
    with(|manager| manager.counted() as i64)
}

/// The handles of the embedders' API stand for the one manager and its pool.
#[no_mangle]
pub extern "C" fn tlscope_manager_global() -> *mut c_void {
    std::ptr::null_mut()
}

#[no_mangle]
pub extern "C" fn tlscope_pool_global() -> *mut c_void {
    std::ptr::null_mut()
}

#[no_mangle]
pub extern "C" fn tlscope_tensor_new(_manager: *mut c_void, elements: usize, dtype: u8, device: u8) -> *mut Tensor {
    let key = Key { elements, dtype, device };
    with(|manager| manager.pool.acquire(key)).unwrap_or_else(|| Tensor::new(key))
}

#[no_mangle]
pub extern "C" fn tlscope_pool_acquire(_pool: *mut c_void, elements: usize, dtype: u8, device: u8) -> *mut Tensor {
    let key = Key { elements, dtype, device };
    with(|manager| manager.pool.acquire(key)).unwrap_or(std::ptr::null_mut())
}

#[no_mangle]
pub extern "C" fn tlscope_pool_release(_pool: *mut c_void, tensor: *mut Tensor, elements: usize, dtype: u8,
                                       device: u8) -> Outcome {
    let key = Key { elements, dtype, device };
    with(|manager| manager.pool.release(tensor, key))
}
