; SPDX-License-Identifier: MIT
; Function frames with string buffers that grow, and vectors that own the tensors moved into them. Nothing is planted.
; expect: clean

%Vec = type { i8**, i64, i64 }

@label = private unnamed_addr constant [5 x i8] c"item\00"

declare i8* @malloc(i64)
declare void @tl_mem_enter_scope()
declare void @tl_mem_exit_scope()
declare void @tl_mem_function_enter(i64)
declare void @tl_mem_function_exit()
declare i8* @tl_mem_get_buffer(i64, i64)
declare void @tl_mem_register_vec_ptr(i8*)
declare void @tl_mem_unregister(i8*)
declare i8* @tt_tensor_full(i64, float)
declare void @tt_format(i8*, i64, i8*, i64)
declare void @tt_print(i8*)

; An empty vector of room 8, registered in the current scope by whoever calls.
define %Vec* @vec_new() {
entry:
  %block = call i8* @malloc(i64 24)
  %vec = bitcast i8* %block to %Vec*
  %data.block = call i8* @malloc(i64 64)
  %data = bitcast i8* %data.block to i8**
  %data.place = getelementptr %Vec, %Vec* %vec, i64 0, i32 0
  %cap.place = getelementptr %Vec, %Vec* %vec, i64 0, i32 1
  %len.place = getelementptr %Vec, %Vec* %vec, i64 0, i32 2
  store i8** %data, i8*** %data.place
  store i64 8, i64* %cap.place
  store i64 0, i64* %len.place
  ret %Vec* %vec
}

; The vector takes the reference over from the scope.
define void @vec_push(%Vec* %vec, i8* %element) {
entry:
  call void @tl_mem_unregister(i8* %element)
  %data.place = getelementptr %Vec, %Vec* %vec, i64 0, i32 0
  %len.place = getelementptr %Vec, %Vec* %vec, i64 0, i32 2
  %data = load i8**, i8*** %data.place
  %len = load i64, i64* %len.place
  %slot = getelementptr i8*, i8** %data, i64 %len
  store i8* %element, i8** %slot
  %len.next = add i64 %len, 1
  store i64 %len.next, i64* %len.place
  ret void
}

define void @fill_batch() {
entry:
  call void @tl_mem_function_enter(i64 2)
  %vec = call %Vec* @vec_new()
  %vec.block = bitcast %Vec* %vec to i8*
  call void @tl_mem_register_vec_ptr(i8* %vec.block)
  br label %loop

loop:
  %i = phi i64 [ 0, %entry ], [ %i.next, %loop ]
  %tensor = call i8* @tt_tensor_full(i64 64, float 2.0)
  call void @vec_push(%Vec* %vec, i8* %tensor)
  %i.next = add i64 %i, 1
  %bytes = mul i64 %i.next, 32
  %text = call i8* @tl_mem_get_buffer(i64 1, i64 %bytes)
  %label.text = getelementptr [5 x i8], [5 x i8]* @label, i64 0, i64 0
  call void @tt_format(i8* %text, i64 %bytes, i8* %label.text, i64 %i)
  %more = icmp slt i64 %i.next, 5
  br i1 %more, label %loop, label %done

done:
  call void @tt_print(i8* %text)
  call void @tl_mem_function_exit()
  ret void
}

define i32 @main() {
entry:
  call void @fill_batch()
  call void @fill_batch()
  ret i32 0
}
