; SPDX-License-Identifier: MIT
; Functions that return a struct by taking it out of their scope (a move). One caller hands the reference on, one
; lists it in its own scope and gives the moved count back, one releases it by hand. Nothing is planted.
; expect: clean

%Point = type { double, double }

@point_name = private unnamed_addr constant [6 x i8] c"Point\00"

declare i8* @malloc(i64)
declare void @tl_mem_enter_scope()
declare void @tl_mem_exit_scope()
declare void @tl_mem_register_struct(i8*)
declare void @tl_mem_register_struct_named(i8*, i8*)
declare void @tl_mem_unregister(i8*)
declare void @tl_ptr_release(i8*)

define i8* @make_point(double %x, double %y) {
entry:
  call void @tl_mem_enter_scope()
  %block = call i8* @malloc(i64 16)
  %name = getelementptr [6 x i8], [6 x i8]* @point_name, i64 0, i64 0
  call void @tl_mem_register_struct_named(i8* %block, i8* %name)
  %point = bitcast i8* %block to %Point*
  %x.place = getelementptr %Point, %Point* %point, i64 0, i32 0
  %y.place = getelementptr %Point, %Point* %point, i64 0, i32 1
  store double %x, double* %x.place
  store double %y, double* %y.place
  call void @tl_mem_unregister(i8* %block)
  call void @tl_mem_exit_scope()
  ret i8* %block
}

define i8* @make_origin() {
entry:
  call void @tl_mem_enter_scope()
  %origin = call i8* @make_point(double 0.0, double 0.0)
  call void @tl_mem_unregister(i8* %origin)
  call void @tl_mem_exit_scope()
  ret i8* %origin
}

define void @use_listed() {
entry:
  call void @tl_mem_enter_scope()
  %origin = call i8* @make_origin()
  call void @tl_mem_register_struct(i8* %origin)
  call void @tl_ptr_release(i8* %origin)
  call void @tl_mem_exit_scope()
  ret void
}

define i32 @main() {
entry:
  br label %loop

loop:
  %i = phi i64 [ 0, %entry ], [ %i.next, %loop ]
  call void @use_listed()
  %mine = call i8* @make_point(double 1.0, double 2.0)
  call void @tl_ptr_release(i8* %mine)
  %i.next = add i64 %i, 1
  %more = icmp slt i64 %i.next, 10
  br i1 %more, label %loop, label %done

done:
  ret i32 0
}
