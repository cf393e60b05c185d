add_library(slipway_warnings INTERFACE)
target_compile_options(slipway_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                                                  $<$<BOOL:${SLIPWAY_WERROR}>:-Werror>)
