; SPDX-License-Identifier: MIT
; Planted: `predict` moves its tensor out, and `run_batch` registers what it got: that is a second count for one
; reference, and the exit of the batch takes only one back. 5 tensors stay.
; expect: leak moved-counted-twice 5 at run_batch

declare void @tl_mem_enter_scope()
declare void @tl_mem_exit_scope()
declare void @tl_mem_register_tensor(i8*)
declare void @tl_mem_unregister(i8*)
declare i8* @tt_tensor_full(i64, float)
declare i8* @tt_tensor_scale(i8*, float)
declare float @tt_tensor_sum(i8*)
declare void @tt_print_float(float)

define i8* @predict(i8* %input) {
entry:
  call void @tl_mem_enter_scope()
  %hidden = call i8* @tt_tensor_scale(i8* %input, float 3.0)
  %output = call i8* @tt_tensor_scale(i8* %hidden, float 0.5)
  call void @tl_mem_unregister(i8* %output)
  call void @tl_mem_exit_scope()
  ret i8* %output
}

define void @run_batch(i8* %input) {
entry:
  call void @tl_mem_enter_scope()
  %output = call i8* @predict(i8* %input)
  call void @tl_mem_register_tensor(i8* %output)
  %sum = call float @tt_tensor_sum(i8* %output)
  call void @tt_print_float(float %sum)
  call void @tl_mem_exit_scope()
  ret void
}

define i32 @main() {
entry:
  call void @tl_mem_enter_scope()
  %input = call i8* @tt_tensor_full(i64 128, float 1.0)
  br label %loop

loop:
  %i = phi i64 [ 0, %entry ], [ %i.next, %loop ]
  call void @run_batch(i8* %input)
  %i.next = add i64 %i, 1
  %more = icmp slt i64 %i.next, 5
  br i1 %more, label %loop, label %done

done:
  call void @tl_mem_exit_scope()
  ret i32 0
}
