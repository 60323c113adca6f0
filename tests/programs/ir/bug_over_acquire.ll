; SPDX-License-Identifier: MIT
; Planted: `cache` acquires the tensor that it is shown, and nobody releases it. 4 tensors stay counted.
; expect: leak over-acquired 4 at cache

declare void @tl_mem_enter_scope()
declare void @tl_mem_exit_scope()
declare void @tl_tensor_acquire(i8*)
declare i8* @tt_tensor_full(i64, float)

@last = internal global i8* null

define void @cache(i8* %tensor) {
entry:
  call void @tl_tensor_acquire(i8* %tensor)
  store i8* %tensor, i8** @last
  ret void
}

define void @step() {
entry:
  call void @tl_mem_enter_scope()
  %tensor = call i8* @tt_tensor_full(i64 16, float 1.0)
  call void @cache(i8* %tensor)
  call void @tl_mem_exit_scope()
  ret void
}

define i32 @main() {
entry:
  br label %loop

loop:
  %i = phi i64 [ 0, %entry ], [ %i.next, %loop ]
  call void @step()
  %i.next = add i64 %i, 1
  %more = icmp slt i64 %i.next, 4
  br i1 %more, label %loop, label %done

done:
  ret i32 0
}
