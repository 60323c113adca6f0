; SPDX-License-Identifier: MIT
; Planted: `step` returns early, without leaving its scope, when the step's number is 2 or 5. Two scopes stay open,
; each with the tensor of its step.
; expect: leak scope-never-left 2 at step
; expect: diagnostic scopes-open-at-end at step

declare void @tl_mem_enter_scope()
declare void @tl_mem_exit_scope()
declare i8* @tt_tensor_full(i64, float)
declare float @tt_tensor_sum(i8*)
declare void @tt_print_float(float)

define void @step(i64 %number) {
entry:
  call void @tl_mem_enter_scope()
  %tensor = call i8* @tt_tensor_full(i64 32, float 1.0)
  %rest = srem i64 %number, 3
  %early = icmp eq i64 %rest, 2
  br i1 %early, label %return, label %whole

whole:
  %sum = call float @tt_tensor_sum(i8* %tensor)
  call void @tt_print_float(float %sum)
  call void @tl_mem_exit_scope()
  br label %return

return:
  ret void
}

define i32 @main() {
entry:
  br label %loop

loop:
  %i = phi i64 [ 0, %entry ], [ %i.next, %loop ]
  call void @step(i64 %i)
  %i.next = add i64 %i, 1
  %more = icmp slt i64 %i.next, 6
  br i1 %more, label %loop, label %done

done:
  ret i32 0
}
