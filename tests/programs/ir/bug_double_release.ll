; SPDX-License-Identifier: MIT
; Planted: `finish` releases a struct that `use` has released, and freed, before.
; expect: diagnostic release-freed at finish

declare i8* @malloc(i64)
declare void @tl_mem_enter_scope()
declare void @tl_mem_exit_scope()
declare void @tl_mem_register_struct(i8*)
declare void @tl_mem_unregister(i8*)
declare void @tl_ptr_release(i8*)

define void @use(i8* %block) {
entry:
  store i8 7, i8* %block
  call void @tl_ptr_release(i8* %block)
  ret void
}

define void @finish(i8* %block) {
entry:
  call void @tl_ptr_release(i8* %block)
  ret void
}

define i32 @main() {
entry:
  call void @tl_mem_enter_scope()
  %block = call i8* @malloc(i64 24)
  call void @tl_mem_register_struct(i8* %block)
  call void @tl_mem_unregister(i8* %block)
  call void @use(i8* %block)
  call void @finish(i8* %block)
  call void @tl_mem_exit_scope()
  ret i32 0
}
