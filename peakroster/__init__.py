"""The application around the engines: shop folder, pipeline, commands, plan store, exports."""
