#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lossy::agent {

// A recording of tests/recorders/testdata for tests, with the pieces in which the browser's
// recorder delivered it.
struct BrowserRecording {
  std::string bytes;
  std::vector<std::string> pieces;
};

// Reads the recording `file`, and its pieces. A missing file fails the test.
inline BrowserRecording ReadBrowserRecording(const std::string& file) {
  const std::string folder = "tests/recorders/testdata/";
  std::ifstream recording(absl::StrCat(folder, file), std::ios::binary);
  std::ifstream sizes(absl::StrCat(folder, file.substr(0, file.find('.')), ".pieces"));
  EXPECT_TRUE(recording && sizes) << file;
  BrowserRecording read{.bytes = {std::istreambuf_iterator<char>(recording), {}}};
  std::size_t at = 0;
  for (std::size_t size = 0; sizes >> size; at += size) {
    read.pieces.push_back(read.bytes.substr(at, size));
  }
  EXPECT_EQ(at, read.bytes.size()) << file;
  return read;
}

}  // namespace lossy::agent
