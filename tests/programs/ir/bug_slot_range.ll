; SPDX-License-Identifier: MIT
; Planted: `describe` has two slots, 0 and 1, and asks for the buffer of slot 2.
; expect: diagnostic slot-out-of-range at describe

@label = private unnamed_addr constant [5 x i8] c"item\00"

declare void @tl_mem_function_enter(i64)
declare void @tl_mem_function_exit()
declare i8* @tl_mem_get_buffer(i64, i64)
declare void @tt_format(i8*, i64, i8*, i64)
declare void @tt_print(i8*)

define void @describe(i64 %number) {
entry:
  call void @tl_mem_function_enter(i64 2)
  %label.text = getelementptr [5 x i8], [5 x i8]* @label, i64 0, i64 0
  %text = call i8* @tl_mem_get_buffer(i64 1, i64 64)
  call void @tt_format(i8* %text, i64 64, i8* %label.text, i64 %number)
  call void @tt_print(i8* %text)
  %none = call i8* @tl_mem_get_buffer(i64 2, i64 64)
  call void @tt_format(i8* %none, i64 64, i8* %label.text, i64 %number)
  call void @tl_mem_function_exit()
  ret void
}

define i32 @main() {
entry:
  call void @describe(i64 1)
  ret i32 0
}
