; SPDX-License-Identifier: MIT
; Planted: `use_rows` puts one tensor into a vector twice, and a struct of an inner scope; the one move of the tensor is
; for one place, the struct is not moved at all. The vector's end meets both where they are no more.
; expect: diagnostic release-freed at use_rows

%Vec = type { i8**, i64, i64 }

declare i8* @malloc(i64)
declare void @tl_mem_enter_scope()
declare void @tl_mem_exit_scope()
declare void @tl_mem_register_vec_ptr(i8*)
declare void @tl_mem_register_struct(i8*)
declare void @tl_mem_unregister(i8*)
declare i8* @tt_tensor_full(i64, float)

define void @use_rows() {
entry:
  call void @tl_mem_enter_scope()
  %block = call i8* @malloc(i64 24)
  %vec = bitcast i8* %block to %Vec*
  %data.place = getelementptr %Vec, %Vec* %vec, i64 0, i32 0
  %cap.place = getelementptr %Vec, %Vec* %vec, i64 0, i32 1
  %len.place = getelementptr %Vec, %Vec* %vec, i64 0, i32 2
  %data.block = call i8* @malloc(i64 24)
  %data = bitcast i8* %data.block to i8**
  store i8** %data, i8*** %data.place
  store i64 3, i64* %cap.place
  store i64 3, i64* %len.place
  call void @tl_mem_register_vec_ptr(i8* %block)

  %row = call i8* @tt_tensor_full(i64 28, float 1.0)
  call void @tl_mem_unregister(i8* %row)
  %first = getelementptr i8*, i8** %data, i64 0
  store i8* %row, i8** %first
  %second = getelementptr i8*, i8** %data, i64 1
  store i8* %row, i8** %second

  call void @tl_mem_enter_scope()
  %label = call i8* @malloc(i64 40)
  call void @tl_mem_register_struct(i8* %label)
  %third = getelementptr i8*, i8** %data, i64 2
  store i8* %label, i8** %third
  call void @tl_mem_exit_scope()
  call void @tl_mem_exit_scope()
  ret void
}

define i32 @main() {
entry:
  call void @use_rows()
  ret i32 0
}
