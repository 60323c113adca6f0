; SPDX-License-Identifier: MIT
; Planted: a tensor is released early while its scope still lists it; the pool gives its memory to a new tensor. The
; exit of the scope meets the old record: it must not release the new tensor, which is still in use.
; expect: diagnostic stale-record at main

declare void @tl_mem_enter_scope()
declare void @tl_mem_exit_scope()
declare void @tl_mem_unregister(i8*)
declare void @tl_tensor_release(i8*)
declare i8* @tt_tensor_full(i64, float)
declare float @tt_tensor_sum(i8*)
declare void @tt_print_float(float)

define i8* @replace(i8* %old) {
entry:
  call void @tl_tensor_release(i8* %old)
  call void @tl_mem_enter_scope()
  %new = call i8* @tt_tensor_full(i64 40, float 2.0)
  call void @tl_mem_unregister(i8* %new)
  call void @tl_mem_exit_scope()
  ret i8* %new
}

define i32 @main() {
entry:
  call void @tl_mem_enter_scope()
  %old = call i8* @tt_tensor_full(i64 40, float 1.0)
  %new = call i8* @replace(i8* %old)
  call void @tl_mem_exit_scope()
  %sum = call float @tt_tensor_sum(i8* %new)
  call void @tt_print_float(float %sum)
  call void @tl_tensor_release(i8* %new)
  ret i32 0
}
