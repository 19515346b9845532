package testapp
