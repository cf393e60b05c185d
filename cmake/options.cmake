# What a build may be asked for. Presets set these; see CMakePresets.json.
option(SLIPWAY_GUI "Build slipway-desktop (needs Qt Widgets)" ON)
option(SLIPWAY_TESTS "Build the tests (needs Qt Test)" ON)
option(SLIPWAY_FUZZ "Build the libFuzzer targets (needs clang)" OFF)
option(SLIPWAY_WERROR "Warnings are errors (the release preset says so; another compiler may find more of them: set it OFF)" OFF)
set(SLIPWAY_UNITY "0" CACHE STRING "Compile this many files of a library at a time (0: each alone). Six: half the time of a clean build, more of an incremental one")
set(SLIPWAY_SANITIZE "" CACHE STRING "Sanitizers: empty, 'address,undefined' or 'thread'")
set(SLIPWAY_PARTS "all" CACHE STRING "'all', or 'dataplane': base, model, http, net and gateway with their tests (what tsan runs)")

find_program(SLIPWAY_CCACHE ccache)
if(SLIPWAY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${SLIPWAY_CCACHE})
  # Precompiled headers need these to be cacheable at all (ccache manual, "Precompiled headers").
  set(ENV{CCACHE_SLOPPINESS} "pch_defines,time_macros,include_file_mtime,include_file_ctime")
endif()
