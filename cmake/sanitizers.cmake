if(SLIPWAY_SANITIZE)
  add_compile_options(-fsanitize=${SLIPWAY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SLIPWAY_SANITIZE})
endif()

# Coverage of everything that a fuzz target links, so that libFuzzer sees where an input goes (tests/fuzz).
if(SLIPWAY_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# mold links the Qt programs several times faster than bfd; GCC 12 accepts it by name.
find_program(SLIPWAY_MOLD mold)
if(SLIPWAY_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=mold)
endif()
