; SPDX-License-Identifier: MIT
; A recursive function with a frame and a buffer at every level, and a shared tensor that each level acquires and
; releases. Nothing is planted.
; expect: clean

declare void @tl_mem_enter_scope()
declare void @tl_mem_exit_scope()
declare void @tl_mem_function_enter(i64)
declare void @tl_mem_function_exit()
declare i8* @tl_mem_get_buffer(i64, i64)
declare void @tl_tensor_acquire(i8*)
declare void @tl_tensor_release(i8*)
declare i8* @tt_tensor_full(i64, float)
declare float @tt_tensor_sum(i8*)
declare void @tt_print_float(float)

define float @descend(i8* %board, i64 %row) {
entry:
  call void @tl_mem_function_enter(i64 1)
  call void @tl_tensor_acquire(i8* %board)
  %buffer = call i8* @tl_mem_get_buffer(i64 0, i64 16)
  store i8 0, i8* %buffer
  %last = icmp eq i64 %row, 20
  br i1 %last, label %leaf, label %deeper

leaf:
  %sum = call float @tt_tensor_sum(i8* %board)
  br label %out

deeper:
  %row.next = add i64 %row, 1
  %below = call float @descend(i8* %board, i64 %row.next)
  br label %out

out:
  %result = phi float [ %sum, %leaf ], [ %below, %deeper ]
  call void @tl_tensor_release(i8* %board)
  call void @tl_mem_function_exit()
  ret float %result
}

define i32 @main() {
entry:
  call void @tl_mem_enter_scope()
  %board = call i8* @tt_tensor_full(i64 64, float 1.0)
  %result = call float @descend(i8* %board, i64 0)
  call void @tt_print_float(float %result)
  call void @tl_mem_exit_scope()
  ret i32 0
}
