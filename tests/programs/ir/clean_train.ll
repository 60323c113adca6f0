; SPDX-License-Identifier: MIT
; A training loop: every step makes its temporaries in a scope of its own and hands the new weights out of it with
; one more reference, which the loop gives back when the next weights take their place. Nothing is planted.
; expect: clean

declare void @tl_mem_enter_scope()
declare void @tl_mem_exit_scope()
declare void @tl_tensor_acquire(i8*)
declare void @tl_tensor_release(i8*)
declare i8* @tt_tensor_full(i64, float)
declare i8* @tt_tensor_add(i8*, i8*)
declare i8* @tt_tensor_scale(i8*, float)
declare float @tt_tensor_sum(i8*)
declare void @tt_print_float(float)

define i8* @train_step(i8* %weights) {
entry:
  call void @tl_mem_enter_scope()
  %gradient = call i8* @tt_tensor_scale(i8* %weights, float 0.5)
  %step = call i8* @tt_tensor_scale(i8* %gradient, float -0.5)
  %next = call i8* @tt_tensor_add(i8* %weights, i8* %step)
  call void @tl_tensor_acquire(i8* %next)
  call void @tl_mem_exit_scope()
  ret i8* %next
}

define i32 @main() {
entry:
  call void @tl_mem_enter_scope()
  %first = call i8* @tt_tensor_full(i64 256, float 1.0)
  call void @tl_tensor_acquire(i8* %first)
  br label %loop

loop:
  %epoch = phi i64 [ 0, %entry ], [ %epoch.next, %loop ]
  %weights = phi i8* [ %first, %entry ], [ %weights.next, %loop ]
  %weights.next = call i8* @train_step(i8* %weights)
  call void @tl_tensor_release(i8* %weights)
  %epoch.next = add i64 %epoch, 1
  %more = icmp slt i64 %epoch.next, 50
  br i1 %more, label %loop, label %done

done:
  %sum = call float @tt_tensor_sum(i8* %weights.next)
  call void @tt_print_float(float %sum)
  call void @tl_tensor_release(i8* %weights.next)
  call void @tl_mem_exit_scope()
  ret i32 0
}
