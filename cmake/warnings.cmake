# clang counts signs among -Wconversion, GCC in C++ does not; Qt's sizes have one, the standard library's have none.
add_library(slipway_warnings INTERFACE)
target_compile_options(slipway_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                                                  $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion> $<$<BOOL:${SLIPWAY_WERROR}>:-Werror>)
