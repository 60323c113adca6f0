; SPDX-License-Identifier: MIT
; Planted: `make_batch` registers a vector whose length is above its capacity. The runtime must not follow it.
; expect: diagnostic vector-header at make_batch

%Vec = type { i8**, i64, i64 }

declare i8* @malloc(i64)
declare void @tl_mem_enter_scope()
declare void @tl_mem_exit_scope()
declare void @tl_mem_register_vec_ptr(i8*)

define void @make_batch() {
entry:
  call void @tl_mem_enter_scope()
  %block = call i8* @malloc(i64 24)
  %vec = bitcast i8* %block to %Vec*
  %data.place = getelementptr %Vec, %Vec* %vec, i64 0, i32 0
  %cap.place = getelementptr %Vec, %Vec* %vec, i64 0, i32 1
  %len.place = getelementptr %Vec, %Vec* %vec, i64 0, i32 2
  %data.block = call i8* @malloc(i64 32)
  %data = bitcast i8* %data.block to i8**
  store i8** %data, i8*** %data.place
  store i64 4, i64* %cap.place
  store i64 4000, i64* %len.place
  call void @tl_mem_register_vec_ptr(i8* %block)
  call void @tl_mem_exit_scope()
  ret void
}

define i32 @main() {
entry:
  call void @make_batch()
  ret i32 0
}
