// SPDX-License-Identifier: MIT
//! Scopes, frames and reference counts.

use crate::pool::{Outcome, Pool, Tensor};
use std::collections::HashMap;
use std::ffi::c_void;

extern "C" {
    fn malloc(bytes: usize) -> *mut c_void;
    fn free(block: *mut c_void);
}

#[derive(Clone, Copy)]
pub enum Kind {
    Struct,
    Tensor,
    Unknown,
}

struct Record {
    pointer: *mut c_void,
    _kind: Kind,
}

struct Count {
    count: usize,
    kind: Kind,
}

#[derive(Clone, Copy)]
struct Slot {
    buffer: *mut c_void,
    capacity: usize,
}

struct Frame {
    slots: Vec<Slot>,
    deferred: Vec<*mut c_void>,
}

pub struct Manager {
    scopes: Vec<Vec<Record>>,
    counts: HashMap<*mut c_void, Count>,
    frames: Vec<Frame>,
    pub pool: Pool,
}

// The pointers in it are the program's, and all stand behind the one lock.
unsafe impl Send for Manager {}

impl Manager {
    pub fn new() -> Self {
        Manager { scopes: vec![Vec::new()], counts: HashMap::new(), frames: Vec::new(), pool: Pool::new() }
    }

    #[inline]
    pub fn enter_scope(&mut self) {
        self.scopes.push(Vec::new());
    }

    #[inline]
    pub fn exit_scope(&mut self) {
        if self.scopes.len() <= 1 {
            return;
        }
        if let Some(records) = self.scopes.pop() {
            for record in records.into_iter().rev() {
                self.drop_reference(record.pointer);
            }
        }
    }

    #[inline]
    pub fn function_enter(&mut self, slots: usize) {
        let empty = Slot { buffer: std::ptr::null_mut(), capacity: 0 };
        self.frames.push(Frame { slots: vec![empty; slots], deferred: Vec::new() });
        self.enter_scope();
    }

    #[inline]
    pub fn function_exit(&mut self) {
        self.exit_scope();
        if let Some(frame) = self.frames.pop() {
            for slot in &frame.slots {
                unsafe { free(slot.buffer) };
            }
            for buffer in &frame.deferred {
                unsafe { free(*buffer) };
            }
        }
    }

    #[inline]
    pub fn get_buffer(&mut self, slot: usize, bytes: usize) -> *mut c_void {
        let frame = match self.frames.last_mut() {
            Some(frame) if slot < frame.slots.len() => frame,
            _ => return std::ptr::null_mut(),
        };
        let current = &mut frame.slots[slot];
        if current.capacity >= bytes && !current.buffer.is_null() {
            return current.buffer;
        }
        if !current.buffer.is_null() {
            frame.deferred.push(current.buffer);
        }
        *current = Slot { buffer: unsafe { malloc(bytes) }, capacity: bytes };
        current.buffer
    }

    #[inline]
    pub fn register(&mut self, pointer: *mut c_void, kind: Kind) {
        if pointer.is_null() {
            return;
        }
        self.counts.entry(pointer).or_insert(Count { count: 0, kind }).count += 1;
        if let Some(scope) = self.scopes.last_mut() {
            scope.push(Record { pointer, _kind: kind });
        }
    }

    #[inline]
    pub fn unregister(&mut self, pointer: *mut c_void) {
        if let Some(scope) = self.scopes.last_mut() {
            if let Some(place) = scope.iter().rposition(|record| record.pointer == pointer) {
                scope.remove(place);
            }
        }
    }

    #[inline]
    pub fn acquire(&mut self, pointer: *mut c_void, kind: Kind) {
        if !pointer.is_null() {
            self.counts.entry(pointer).or_insert(Count { count: 0, kind }).count += 1;
        }
    }

    #[inline]
    pub fn release(&mut self, pointer: *mut c_void) -> bool {
        self.drop_reference(pointer)
    }

    pub fn counted(&self) -> usize {
        self.counts.len()
    }

    #[inline]
    fn drop_reference(&mut self, pointer: *mut c_void) -> bool {
        let entry = match self.counts.get_mut(&pointer) {
            Some(entry) => entry,
            None => return false,
        };
        entry.count -= 1;
        if entry.count == 0 {
            let kind = entry.kind;
            self.counts.remove(&pointer);
            self.end(pointer, kind);
        }
        true
    }

    fn end(&mut self, pointer: *mut c_void, kind: Kind) {
        match kind {
            Kind::Struct => unsafe { free(pointer) },
            Kind::Tensor => {
                let tensor = pointer as *mut Tensor;
                if self.pool.release(tensor, unsafe { (*tensor).key }) == Outcome::Full {
                    drop(unsafe { Box::from_raw(tensor) });
                }
            }
            Kind::Unknown => {}
        }
    }
}
