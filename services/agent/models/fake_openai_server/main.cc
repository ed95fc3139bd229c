#include <cstdio>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "base/process/process.h"
#include "services/agent/models/fake_openai_server/fake_openai_server.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:0", "Address to serve at; a port of 0 takes any");

// Prints the base URL, then serves until SIGTERM.
int main(int argc, char** argv) {
  using namespace lossy;
  base::Process process(argc, argv, "fake_openai_server");
  const std::pair<std::string, std::string> listen =
      absl::StrSplit(absl::GetFlag(FLAGS_listen), absl::MaxSplits(':', 1));
  agent::FakeOpenAiServer::Options options{.host = listen.first};
  if (!absl::SimpleAtoi(listen.second, &options.port)) {
    return std::fprintf(stderr, "--listen is not host:port\n"), 1;
  }
  const agent::FakeOpenAiServer server(options);
  std::printf("%s\n", server.base_url().c_str());
  std::fflush(stdout);
  process.AwaitStop();
  return 0;
}
