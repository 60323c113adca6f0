# CUPTI's account of device memory agrees with cudaMemGetInfo; its kernels and copies are those that were done.
. "$GPU/lib.sh"
[ -e "$BUILD/lib/libtlscope-cupti.so" ] || skip "built without CUPTI"
nvcc -O1 -g -std=c++14 -I"$SOURCE/include" -I"$SOURCE/src" -I"$SOURCE" -I"$GPU/programs" "$GPU/programs/cupti.cu" \
    -o "$BUILD/gpu/cupti" -L"$BUILD/lib" -ltlscope -ldl -Xlinker -rpath,"$BUILD/lib"
LD_LIBRARY_PATH=$BUILD/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} expect 0 "$BUILD/gpu/cupti"
silent
