; SPDX-License-Identifier: MIT
; Planted: `load_table` runs outside any scope, so its 2 structs are listed by the global scope, which is never left.
; expect: leak global-scope 2 at load_table

@table_name = private unnamed_addr constant [6 x i8] c"Table\00"

declare i8* @malloc(i64)
declare void @tl_mem_register_struct_named(i8*, i8*)

define void @load_table() {
entry:
  %table = call i8* @malloc(i64 48)
  %name = getelementptr [6 x i8], [6 x i8]* @table_name, i64 0, i64 0
  call void @tl_mem_register_struct_named(i8* %table, i8* %name)
  ret void
}

define i32 @main() {
entry:
  call void @load_table()
  call void @load_table()
  ret i32 0
}
