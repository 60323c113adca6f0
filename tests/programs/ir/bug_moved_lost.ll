; SPDX-License-Identifier: MIT
; Planted: `make_pair` moves its struct out to a caller that drops it. Nobody takes the reference over: 3 structs
; stay counted, in no scope.
; expect: leak moved-never-taken 3 at make_pair

@pair_name = private unnamed_addr constant [5 x i8] c"Pair\00"

declare i8* @malloc(i64)
declare void @tl_mem_enter_scope()
declare void @tl_mem_exit_scope()
declare void @tl_mem_register_struct_named(i8*, i8*)
declare void @tl_mem_unregister(i8*)

define i8* @make_pair() {
entry:
  call void @tl_mem_enter_scope()
  %pair = call i8* @malloc(i64 32)
  %name = getelementptr [5 x i8], [5 x i8]* @pair_name, i64 0, i64 0
  call void @tl_mem_register_struct_named(i8* %pair, i8* %name)
  call void @tl_mem_unregister(i8* %pair)
  call void @tl_mem_exit_scope()
  ret i8* %pair
}

define i32 @main() {
entry:
  call void @tl_mem_enter_scope()
  br label %loop

loop:
  %i = phi i64 [ 0, %entry ], [ %i.next, %loop ]
  %dropped = call i8* @make_pair()
  %i.next = add i64 %i, 1
  %more = icmp slt i64 %i.next, 3
  br i1 %more, label %loop, label %done

done:
  call void @tl_mem_exit_scope()
  ret i32 0
}
