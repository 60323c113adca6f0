; SPDX-License-Identifier: MIT
; Planted: `predict` moves its tensor out, and `run_batch` registers what it got: that is a second count for one
; reference, and the exit of the batch takes only one back. 5 tensors stay.
; expect: leak moved-counted-twice 5 at run_batch
;
; As compiled from batch.tl, whose statements announce themselves after their calls (a return does not):
;    1  fn predict(input: Tensor<f32, 1>) -> Tensor<f32, 1> {
;    2      let hidden = input * 3.0;
;    3      let output = hidden * 0.5;
;    4      return output;
;    5  }
;    7  fn run_batch(input: Tensor<f32, 1>) {
;    8      let output = predict(input);
;    9      print(output.sum());
;   10  }
;   12  fn main() {
;   13      let input = full([128], 1.0);
;   14      for i in 0..5 {
;   15          run_batch(input);
;   16      }
;   17  }

@file = private constant [9 x i8] c"batch.tl\00"
@let = private constant [4 x i8] c"let\00"
@expr = private constant [5 x i8] c"expr\00"
@for = private constant [4 x i8] c"for\00"

declare void @tl_trace_mem(i8*, i32, i32, i8*)
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
  call void @tl_trace_mem(i8* getelementptr ([9 x i8], [9 x i8]* @file, i64 0, i64 0), i32 2, i32 5, i8* getelementptr ([4 x i8], [4 x i8]* @let, i64 0, i64 0))
  %output = call i8* @tt_tensor_scale(i8* %hidden, float 0.5)
  call void @tl_trace_mem(i8* getelementptr ([9 x i8], [9 x i8]* @file, i64 0, i64 0), i32 3, i32 5, i8* getelementptr ([4 x i8], [4 x i8]* @let, i64 0, i64 0))
  call void @tl_mem_unregister(i8* %output)
  call void @tl_mem_exit_scope()
  ret i8* %output
}

define void @run_batch(i8* %input) {
entry:
  call void @tl_mem_enter_scope()
  %output = call i8* @predict(i8* %input)
  call void @tl_mem_register_tensor(i8* %output)
  call void @tl_trace_mem(i8* getelementptr ([9 x i8], [9 x i8]* @file, i64 0, i64 0), i32 8, i32 5, i8* getelementptr ([4 x i8], [4 x i8]* @let, i64 0, i64 0))
  %sum = call float @tt_tensor_sum(i8* %output)
  call void @tt_print_float(float %sum)
  call void @tl_trace_mem(i8* getelementptr ([9 x i8], [9 x i8]* @file, i64 0, i64 0), i32 9, i32 5, i8* getelementptr ([5 x i8], [5 x i8]* @expr, i64 0, i64 0))
  call void @tl_mem_exit_scope()
  ret void
}

define i32 @main() {
entry:
  call void @tl_mem_enter_scope()
  %input = call i8* @tt_tensor_full(i64 128, float 1.0)
  call void @tl_trace_mem(i8* getelementptr ([9 x i8], [9 x i8]* @file, i64 0, i64 0), i32 13, i32 5, i8* getelementptr ([4 x i8], [4 x i8]* @let, i64 0, i64 0))
  br label %loop

loop:
  %i = phi i64 [ 0, %entry ], [ %i.next, %loop ]
  call void @run_batch(i8* %input)
  call void @tl_trace_mem(i8* getelementptr ([9 x i8], [9 x i8]* @file, i64 0, i64 0), i32 15, i32 5, i8* getelementptr ([5 x i8], [5 x i8]* @expr, i64 0, i64 0))
  %i.next = add i64 %i, 1
  %more = icmp slt i64 %i.next, 5
  br i1 %more, label %loop, label %done

done:
  call void @tl_trace_mem(i8* getelementptr ([9 x i8], [9 x i8]* @file, i64 0, i64 0), i32 14, i32 5, i8* getelementptr ([4 x i8], [4 x i8]* @for, i64 0, i64 0))
  call void @tl_mem_exit_scope()
  ret i32 0
}
