#pragma once

#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/reflection.h"
#include "absl/strings/string_view.h"
#include "base/flags/command_line.h"
#include "gtest/gtest.h"

namespace lossy::base {

// A test that reads command lines. The flags have their values of before after each test.
class CommandLineFixture : public testing::Test {
 protected:
  CommandLine Read(std::vector<std::string> arguments) {
    arguments_ = std::move(arguments);
    arguments_.insert(arguments_.begin(), "program");
    argv_.clear();
    for (std::string& argument : arguments_) argv_.push_back(argument.data());
    argv_.push_back(nullptr);
    return ReadCommandLine(argc(), argv_.data());
  }

  // Returns the only problem of a command line; empty if it has none or several.
  std::string Problem(std::vector<std::string> arguments) {
    const absl::FlagSaver saver;
    const CommandLine line = Read(std::move(arguments));
    return line.problems.size() == 1 ? line.problems.front() : "";
  }

  std::string LeftOver(const std::string& word) {
    return lossy::base::LeftOver(word, argc(), argv_.data());
  }

  static std::string FilePath(const std::string& name) { return testing::TempDir() + name; }

  // Returns the path of the file.
  static std::string WriteFile(const std::string& name, absl::string_view content) {
    std::ofstream(FilePath(name)) << content;
    return FilePath(name);
  }

 private:
  int argc() const { return static_cast<int>(arguments_.size()); }

  const absl::FlagSaver saver_;
  std::vector<std::string> arguments_;
  std::vector<char*> argv_;
};

// Sets a variable of the environment until the end of the scope.
class ScopedVariable {
 public:
  ScopedVariable(std::string name, const char* value) : name_(std::move(name)) {
    setenv(name_.c_str(), value, 1);
  }
  ~ScopedVariable() { unsetenv(name_.c_str()); }
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;

 private:
  const std::string name_;
};

}  // namespace lossy::base
