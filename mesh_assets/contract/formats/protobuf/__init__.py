"""Protocol Buffers, proto2 and proto3: what protoc says that a `.proto` file means."""
